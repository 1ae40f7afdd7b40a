package dev.caravan.fleet;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * The records of one partition that one poll has brought, in the partition's order: the value of the one record that Camel
 * sees in their place, so that they are one exchange. Immutable.
 *
 * @param records one or more
 */
public record RecordBatch(TopicPartition partition, List<ConsumerRecord<byte[], Object>> records) {
    /** The same records with one for each partition, which has the place of the first in it and all of them as its value. */
    static ConsumerRecords<byte[], Object> together(ConsumerRecords<byte[], Object> polled) {
        Map<TopicPartition, List<ConsumerRecord<byte[], Object>>> together = new LinkedHashMap<>();
        for (TopicPartition partition : polled.partitions()) {
            RecordBatch batch = new RecordBatch(partition, polled.records(partition));
            together.put(
                    partition,
                    List.of(new ConsumerRecord<>(
                            partition.topic(), partition.partition(), batch.firstOffset(), null, batch)));
        }
        return new ConsumerRecords<>(together);
    }

    long firstOffset() {
        return records.get(0).offset();
    }

    long lastOffset() {
        return records.get(records.size() - 1).offset();
    }
}
