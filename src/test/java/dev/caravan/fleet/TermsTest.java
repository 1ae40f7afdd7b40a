package dev.caravan.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Fence.Right;
import dev.caravan.change.Ticket;
import dev.caravan.checkpoint.LowWaterMark;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The partitions of a mover, on a consumer without a broker and a clock that stands still. */
class TermsTest {
    private static final Duration LEASE = Duration.ofSeconds(5);
    private static final TopicPartition ONE = new TopicPartition("hints", 1);
    private static final TopicPartition TWO = new TopicPartition("hints", 2);

    private long now = Duration.ofDays(1).toNanos();
    private boolean isFull;
    private boolean isRefused;
    private final Map<TopicPartition, Long> committed = new HashMap<>();
    private final List<String> told = new ArrayList<>();

    private final BrokerWatch broker = new BrokerWatch("nowhere:1", "nothing happens");

    private final Terms terms =
            new Terms(fence -> new LowWaterMark<>(Optional.empty(), fence), LEASE, () -> isFull, broker, () -> now);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.EARLIEST) {
        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            if (isRefused) {
                callback.onComplete(offsets, new RebalanceInProgressException());
            } else {
                offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
                super.commitAsync(offsets, callback);
            }
        }
    };

    @BeforeEach
    void subscribe() {
        consumer.subscribe(List.of("hints"), terms.listener(consumer, new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                told.add("revoked");
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                told.add("assigned");
            }
        }));
        share(ONE, TWO);
    }

    private void share(TopicPartition... partitions) {
        consumer.rebalance(List.of(partitions));
        Arrays.stream(partitions).forEach(partition -> consumer.updateBeginningOffsets(Map.of(partition, 0L)));
    }

    private Ticket record(TopicPartition partition, long offset) {
        return terms.ticket(partition, offset).orElseThrow();
    }

    private void poll() {
        now += Duration.ofSeconds(1).toNanos();
        terms.beforePoll(consumer);
    }

    private long committed(TopicPartition partition) {
        return committed.getOrDefault(partition, -1L);
    }

    @Test
    void commitsWhatEverythingBeforeIsDone() {
        Ticket first = record(ONE, 100);
        Ticket second = record(ONE, 101);
        record(TWO, 7).release();
        second.release();
        poll();
        assertThat(committed(ONE)).isEqualTo(100);
        assertThat(committed(TWO)).isEqualTo(8);
        first.release();
        poll();
        assertThat(committed(ONE)).isEqualTo(102);
    }

    @Test
    void commitsAgainWhatWasRefused() {
        record(ONE, 100).release();
        isRefused = true;
        poll();
        assertThat(committed(ONE)).isEqualTo(-1);
        isRefused = false;
        poll();
        assertThat(committed(ONE)).isEqualTo(101);
    }

    @Test
    void nothingIsWrittenBeforeTheGroupHasConfirmedAndOnceItNoLongerDoes() {
        Ticket held = record(ONE, 100);
        assertThat(held.right()).isEqualTo(Right.UNSURE);
        poll();
        assertThat(held.right()).isEqualTo(Right.HELD);
        isRefused = true;
        now += LEASE.toNanos() - 1;
        assertThat(held.right()).isEqualTo(Right.HELD);
        poll();
        assertThat(held.right()).isEqualTo(Right.UNSURE);
        isRefused = false;
        // Nothing new is done: what is committed is the same once more.
        poll();
        assertThat(held.right()).isEqualTo(Right.HELD);
    }

    /** What is shared by other topics' records is fenced by the same terms. */
    @Test
    void isConfirmedAlsoWhereThereWasNeverARecord() {
        consumer.seek(ONE, 5);
        consumer.seek(TWO, 0);
        poll();
        assertThat(terms.fences().get(1).right()).isEqualTo(Right.HELD);
        assertThat(Map.of(ONE, 5L, TWO, 0L)).containsAllEntriesOf(committed);
        assertThat(committed).isNotEmpty();
        record(ONE, 5);
        poll();
        assertThat(committed(ONE)).isEqualTo(5);
    }

    /** Where there was nothing to commit, nobody was asked to confirm anything. */
    @Test
    void brokersAreNotAwayWhereTheFirstRecordComesLate() {
        for (int i = 0; i < 20; i++) {
            poll();
        }
        isRefused = true;
        record(ONE, 100);
        poll();
        assertThat(broker.areAway()).isFalse();
    }

    @Test
    void brokersAreAwayWhereTheyConfirmNothingForTwoLeases() {
        record(ONE, 100);
        poll();
        isRefused = true;
        for (int i = 0; i < 11; i++) {
            poll();
            assertThat(broker.areAway()).isFalse();
        }
        poll();
        assertThat(broker.areAway()).isTrue();
        isRefused = false;
        poll();
        assertThat(broker.areAway()).isFalse();
    }

    /** Records that were fetched and not handed on yet are none that were taken: the position is that before a poll. */
    @Test
    void hasReachedTheEndsOnceAllIsHandedOnInAllPartitions() {
        Map<TopicPartition, Long> ends = Map.of(ONE, 3L, TWO, 0L);
        consumer.seek(ONE, 2);
        consumer.seek(TWO, 0);
        poll();
        assertThat(terms.haveReached(ends)).as("nobody has asked before").isFalse();
        poll();
        assertThat(terms.haveReached(ends)).isFalse();
        consumer.seek(ONE, 3);
        assertThat(terms.haveReached(ends)).isFalse();
        poll();
        assertThat(terms.haveReached(ends)).isTrue();
        assertThat(terms.haveReached(Map.of(ONE, 4L))).isFalse();
        assertThat(terms.haveReached(Map.of(new TopicPartition("hints", 3), 0L)))
                .as("another mover's")
                .isFalse();
    }

    @Test
    void whatAnEarlierTermHasReachedIsNotKnownInTheNext() {
        consumer.seek(ONE, 3);
        consumer.seek(TWO, 0);
        assertThat(terms.haveReached(Map.of(ONE, 3L))).isFalse();
        poll();
        assertThat(terms.haveReached(Map.of(ONE, 3L))).isTrue();
        terms.beginAnew(ONE);
        assertThat(terms.haveReached(Map.of(ONE, 3L))).isFalse();
    }

    @Test
    void tellsForHowLongItHasThesePartitions() {
        poll();
        poll();
        assertThat(terms.sharedFor()).isEqualTo(Duration.ofSeconds(2));
        share(ONE);
        assertThat(terms.sharedFor()).isZero();
    }

    @Test
    void aPartitionThatIsRevokedIsCommittedAndThenLost() {
        record(ONE, 100).release();
        poll();
        record(TWO, 7).release();
        Ticket other = record(TWO, 8);

        share(ONE);

        assertThat(committed(TWO)).isEqualTo(8);
        assertThat(other.right()).isEqualTo(Right.LOST);
        assertThat(terms.partitions()).isEqualTo(1);
        assertThat(told).containsExactly("assigned", "revoked", "assigned");
        // What is dropped is not done.
        other.release();
        poll();
        assertThat(committed(TWO)).isEqualTo(8);
    }

    @Test
    void whatIsLostIsNotCommitted() {
        poll();
        record(ONE, 100).release();
        ConsumerRebalanceListener listener = terms.listener(consumer, new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {}

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}
        });
        Ticket held = record(ONE, 101);

        listener.onPartitionsLost(List.of(ONE));
        poll();

        assertThat(held.right()).isEqualTo(Right.LOST);
        assertThat(committed(ONE)).isEqualTo(-1);
        assertThat(terms.ticket(ONE, 102)).isEmpty();
    }

    @Test
    void aPartitionThatComesBackBeginsANewTerm() {
        Ticket before = record(ONE, 100);
        share();
        share(ONE);
        Ticket again = record(ONE, 100);
        poll();

        assertThat(before.right()).isEqualTo(Right.LOST);
        assertThat(again.right()).isEqualTo(Right.HELD);
        assertThat(before.covers(again)).isFalse();
        assertThat(before.merge(again).right()).isEqualTo(Right.HELD);
    }

    @Test
    void fetchesNothingWhileTooMuchIsHeldAlsoOfWhatIsAssignedMeanwhile() {
        share(ONE);
        isFull = true;
        poll();
        assertThat(consumer.paused()).containsExactly(ONE);
        share(ONE, TWO);
        poll();
        assertThat(consumer.paused()).containsExactlyInAnyOrder(ONE, TWO);
        isFull = false;
        poll();
        assertThat(consumer.paused()).isEmpty();
    }
}
