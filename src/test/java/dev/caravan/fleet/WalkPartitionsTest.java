package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Fence;
import dev.caravan.change.Fence.Right;
import dev.caravan.change.Gap;
import dev.caravan.change.SharedWalk.Directory;
import dev.caravan.checkpoint.LowWaterMark;
import dev.caravan.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The walk's partitions of a mover, on a consumer without a broker.
 *
 * <p>How it could lose: the mark of a term that is lost moves over what is dropped, and is committed; a partition that comes back
 * goes on behind what was dropped; what cannot be read is passed over without a word; a late commit of a mover that was stopped
 * leaves the walk without an end.
 */
class WalkPartitionsTest {
    private static final FleetOptions OPTIONS =
            new FleetOptions("nowhere:1", "hints", 4, "mover", Duration.ofSeconds(10), Optional.empty());
    private static final TopicPartition ONE = new TopicPartition("hints-walk", 1);
    private static final TopicPartition TWO = new TopicPartition("hints-walk", 2);

    private final Map<Integer, Fence> terms = new HashMap<>();
    private final Queue<Directory> waiting = new ArrayDeque<>();
    private final List<Gap> gaps = new ArrayList<>();
    private long now = Duration.ofDays(1).toNanos();
    private int commits;

    private final WalkPartitions partitions = new WalkPartitions(
            Topic.walk(OPTIONS),
            () -> Map.copyOf(terms),
            fence -> new LowWaterMark<>(Optional.empty(), fence),
            waiting,
            gaps::add,
            new SettableClock(Instant.parse("2026-11-28T12:00:00Z")),
            () -> now);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.NONE) {
        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            commits++;
            super.commitAsync(offsets, callback);
        }
    };

    private static final class SettableFence implements Fence {
        private Right right = Right.HELD;

        @Override
        public Right right() {
            return right;
        }
    }

    @BeforeEach
    void beginTopic() {
        consumer.updateBeginningOffsets(Map.of(ONE, 0L, TWO, 0L));
    }

    private SettableFence own(TopicPartition partition) {
        SettableFence term = new SettableFence();
        terms.put(partition.partition(), term);
        partitions.step(consumer);
        return term;
    }

    private void add(TopicPartition partition, long offset, String path, String value) {
        consumer.addRecord(new ConsumerRecord<>(
                partition.topic(),
                partition.partition(),
                offset,
                path.getBytes(ISO_8859_1),
                value.getBytes(ISO_8859_1)));
    }

    private void step() {
        now += Duration.ofSeconds(1).toNanos();
        partitions.step(consumer);
    }

    private long committed(TopicPartition partition) {
        OffsetAndMetadata offset = consumer.committed(Set.of(partition)).get(partition);
        return offset == null ? -1 : offset.offset();
    }

    @Test
    void takesDirectoriesOfThePartitionsWhoseHintsItHas() {
        own(ONE);
        add(ONE, 0, "", "1");
        add(ONE, 1, "a/$(b) +", "1");
        step();
        assertThat(waiting).extracting(each -> each.path().latin1()).containsExactly("", "a/$(b) +");
        assertThat(consumer.assignment()).containsExactly(ONE);
    }

    @Test
    void commitsOnlyWhatEverythingBeforeIsDone() {
        own(ONE);
        add(ONE, 0, "a", "1");
        add(ONE, 1, "b", "1");
        step();
        Directory first = waiting.poll();
        waiting.poll().ticket().release();
        step();
        assertThat(committed(ONE)).isZero();
        first.ticket().release();
        step();
        assertThat(committed(ONE)).isEqualTo(2);
    }

    @Test
    void commitsNothingOfATermThatIsLost() {
        SettableFence term = own(ONE);
        own(TWO);
        add(ONE, 0, "a", "1");
        step();
        term.right = Right.LOST;
        waiting.poll().ticket().release();
        step();
        assertThat(committed(ONE)).isLessThan(1);
    }

    @Test
    void readsAnewWhereAPartitionComesBackInAnotherTerm() {
        SettableFence term = own(ONE);
        add(ONE, 0, "a", "1");
        step();
        term.right = Right.LOST;
        waiting.poll().ticket().release();
        terms.clear();
        step();
        assertThat(consumer.assignment()).isEmpty();
        own(ONE);
        add(ONE, 0, "a", "1");
        step();
        assertThat(waiting).extracting(each -> each.path().latin1()).containsExactly("a");
        step();
        assertThat(committed(ONE)).isLessThan(1);
    }

    @Test
    void keepsThePlaceOfAPartitionThatStaysWhereAnotherComes() {
        own(ONE);
        add(ONE, 0, "a", "1");
        step();
        own(TWO);
        add(ONE, 1, "b", "1");
        step();
        assertThat(waiting).extracting(each -> each.path().latin1()).containsExactly("a", "b");
    }

    @Test
    void commitsAgainAlsoWhereThereIsNothingNew() {
        own(ONE);
        step();
        int before = commits;
        step();
        assertThat(commits).isEqualTo(before);
        now += Duration.ofSeconds(5).toNanos();
        step();
        assertThat(commits).isGreaterThan(before);
        assertThat(committed(ONE)).isZero();
    }

    @Test
    void fetchesNoMoreWhereManyWait() {
        own(ONE);
        for (int i = 0; i < 1500; i++) {
            add(ONE, i, "d" + i, "1");
        }
        step();
        step();
        assertThat(consumer.paused()).containsExactly(ONE);
        waiting.clear();
        step();
        assertThat(consumer.paused()).isEmpty();
    }

    @Test
    void tellsAGapWhereARecordCannotBeRead() {
        own(ONE);
        add(ONE, 0, "a/../b", "1");
        add(ONE, 1, "a", "2");
        step();
        step();
        assertThat(waiting).isEmpty();
        assertThat(gaps).hasSize(2).allMatch(gap -> gap.directory().isRoot());
        assertThat(gaps.get(0).reason()).contains("topic hints-walk, partition 1, offset 0: cannot be read");
        assertThat(committed(ONE)).isEqualTo(2);
    }

    @Test
    void tellsAGapWhereRecordsWereDeletedBeforeTheyWereDone() {
        own(ONE);
        add(ONE, 0, "a", "1");
        step();
        waiting.clear();
        consumer.updateBeginningOffsets(Map.of(ONE, 7L));
        consumer.setPollException(new OffsetOutOfRangeException(Map.of(ONE, 1L)));
        step();
        assertThat(gaps).hasSize(1);
        assertThat(gaps.get(0).reason()).contains("offset 1: is not there any more; the oldest is 7");
        add(ONE, 7, "h", "1");
        step();
        assertThat(waiting).extracting(each -> each.path().latin1()).containsExactly("h");
    }
}
