package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** A reader of a whole topic, on consumers without a broker, each of which fails at some time. */
class TopicReaderTest {
    private static final FleetOptions OPTIONS =
            new FleetOptions("nowhere:1", "hints", 64, "mover", Duration.ofSeconds(10), Optional.empty());
    private static final TopicPartition PARTITION = new TopicPartition("hints-agents", 0);

    private final List<String> taken = new ArrayList<>();

    private TopicReader reader(TopicReader.Start start) {
        return new TopicReader(
                Topic.agents(OPTIONS),
                start,
                () -> {
                    throw new KafkaException("there is no broker");
                },
                record -> taken.add(new String(record.value(), ISO_8859_1)),
                () -> taken.add("begun"));
    }

    /** Has these records from an offset on, gives them in one poll, and then fails. */
    private static MockConsumer<byte[], byte[]> consumer(long first, String... values) {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.NONE);
        consumer.updateBeginningOffsets(Map.of(PARTITION, first));
        consumer.updateEndOffsets(Map.of(PARTITION, first + values.length));
        consumer.schedulePollTask(() -> {
            for (int i = 0; i < values.length; i++) {
                consumer.addRecord(
                        new ConsumerRecord<>(PARTITION.topic(), 0, first + i, null, values[i].getBytes(ISO_8859_1)));
            }
        });
        consumer.schedulePollTask(() -> consumer.setPollException(new KafkaException("is away")));
        return consumer;
    }

    private static void read(TopicReader reader, MockConsumer<byte[], byte[]> consumer) {
        assertThatThrownBy(() -> reader.read(consumer)).hasMessage("is away");
    }

    @Test
    void hasBegunOnceAllThatWasThereIsTaken() {
        read(reader(TopicReader.Start.BEGINNING), consumer(3, "one", "two"));
        assertThat(taken).containsExactly("one", "two", "begun");
    }

    @Test
    void anEmptyTopicIsReadAtOnce() {
        read(reader(TopicReader.Start.BEGINNING), consumer(0));
        assertThat(taken).containsExactly("begun");
    }

    @Test
    void fromTheEndNothingOlderIsTaken() {
        MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.NONE);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 5L));
        consumer.schedulePollTask(() -> consumer.setPollException(new KafkaException("is away")));
        read(reader(TopicReader.Start.END), consumer);
        assertThat(taken).containsExactly("begun");
        assertThat(consumer.position(PARTITION)).isEqualTo(5);
    }

    /** What was asked while the brokers were away is still looked up. */
    @Test
    void goesOnAtItsPlaceAfterAFailure() {
        TopicReader reader = reader(TopicReader.Start.END);
        read(reader, consumer(0));
        read(reader, consumer(0, "asked meanwhile", "and this"));
        read(reader, consumer(2, "later"));
        assertThat(taken).containsExactly("begun", "asked meanwhile", "and this", "later");
    }
}
