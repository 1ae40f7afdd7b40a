package dev.caravan.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A poll's records come as one for each partition. */
class RecordBatchTest {
    private static final TopicPartition ONE = new TopicPartition("hints", 1);
    private static final TopicPartition TWO = new TopicPartition("hints", 2);

    private static ConsumerRecord<byte[], Object> record(TopicPartition partition, long offset) {
        return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, new byte[0], new byte[0]);
    }

    @Test
    void eachPartitionHasOneThatHasAllOfItsRecordsInOrder() {
        ConsumerRecord<byte[], Object> first = record(ONE, 7);
        // An offset between two records is not always there.
        ConsumerRecord<byte[], Object> second = record(ONE, 9);
        ConsumerRecord<byte[], Object> other = record(TWO, 3);

        ConsumerRecords<byte[], Object> together =
                RecordBatch.together(new ConsumerRecords<>(Map.of(ONE, List.of(first, second), TWO, List.of(other))));

        assertThat(together.partitions()).containsExactlyInAnyOrder(ONE, TWO);
        assertThat(together.records(ONE)).singleElement().satisfies(record -> {
            assertThat(record.offset()).isEqualTo(7);
            assertThat(record.value()).isEqualTo(new RecordBatch(ONE, List.of(first, second)));
        });
        assertThat(together.records(TWO))
                .singleElement()
                .extracting(ConsumerRecord::value)
                .isEqualTo(new RecordBatch(TWO, List.of(other)));
    }

    @Test
    void aPollWithoutRecordsHasNone() {
        assertThat(RecordBatch.together(ConsumerRecords.empty())).isEmpty();
    }
}
