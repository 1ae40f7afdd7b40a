package dev.caravan.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.fleet.WalkWatch.Progress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** How far a shared walk is, by what is committed and where the partitions end. */
class WalkWatchTest {
    private static final FleetOptions OPTIONS =
            new FleetOptions("nowhere:1", "hints", 2, "walker", Duration.ofSeconds(10), Optional.empty());
    private static final TopicPartition ONE = new TopicPartition("hints-walk", 0);
    private static final TopicPartition TWO = new TopicPartition("hints-walk", 1);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.NONE);

    private Progress look(
            Map<TopicPartition, Long> begin, Map<TopicPartition, Long> done, Map<TopicPartition, Long> end) {
        consumer.assign(begin.keySet());
        consumer.updateBeginningOffsets(begin);
        consumer.updateEndOffsets(end);
        done.forEach((partition, offset) -> consumer.commitSync(Map.of(partition, new OffsetAndMetadata(offset))));
        return new WalkWatch(OPTIONS, null).look(consumer);
    }

    @Test
    void nothingIsOpenWhereNothingWasEverBegun() {
        assertThat(look(Map.of(ONE, 0L, TWO, 0L), Map.of(), Map.of(ONE, 0L, TWO, 0L)))
                .isEqualTo(new Progress(0, 0));
    }

    @Test
    void isOpenWhatIsNotCommittedInEachPartition() {
        assertThat(look(Map.of(ONE, 0L, TWO, 0L), Map.of(ONE, 5L), Map.of(ONE, 7L, TWO, 3L)))
                .isEqualTo(new Progress(5, 5));
    }

    /** The records of walks that are over are deleted, those that nobody had committed among them. */
    @Test
    void doesNotMissWhatIsDeleted() {
        assertThat(look(Map.of(ONE, 7L, TWO, 3L), Map.of(ONE, 5L), Map.of(ONE, 7L, TWO, 3L)))
                .isEqualTo(new Progress(10, 0));
    }
}
