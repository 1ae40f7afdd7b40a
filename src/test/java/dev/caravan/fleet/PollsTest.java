package dev.caravan.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Fence.Right;
import dev.caravan.change.Gap;
import dev.caravan.change.Mark;
import dev.caravan.change.Ticket;
import dev.caravan.checkpoint.LowWaterMark;
import dev.caravan.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A poll that fails loses no hint. */
class PollsTest {
    private static final TopicPartition ONE = new TopicPartition("hints", 1);

    private final List<Gap> gaps = new ArrayList<>();
    private final List<Mark<Long>> marks = new ArrayList<>();
    private final BrokerWatch broker = new BrokerWatch("nowhere:1", "nothing happens");
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.NONE);
    private int pauses;

    private final Terms terms = new Terms(
            fence -> {
                Mark<Long> mark = new LowWaterMark<>(Optional.empty(), fence);
                marks.add(mark);
                return mark;
            },
            Duration.ofSeconds(5),
            () -> false,
            broker,
            System::nanoTime);

    private boolean isTopicThere = true;

    private final Polls polls = new Polls(
            new FleetOptions("nowhere:1", "hints", 64, "mover", Duration.ofSeconds(10), Optional.empty()),
            () -> isTopicThere,
            terms,
            broker,
            gaps::add,
            new SettableClock(),
            () -> pauses++);

    /** A consumer of a topic that is not there would learn minutes later that it is. */
    @Test
    void pollsOnlyOnceTheTopicIsThere() {
        isTopicThere = false;
        ConsumerRecords<byte[], byte[]> none = polls.poll(consumer, () -> {
            throw new AssertionError("it was polled");
        });
        assertThat(none.isEmpty()).isTrue();
        assertThat(pauses).isEqualTo(1);
    }

    @BeforeEach
    void assign() {
        consumer.assign(List.of(ONE));
        terms.beginAnew(ONE);
    }

    private void poll(KafkaException failure) {
        assertThat(polls.poll(consumer, () -> {
                    throw failure;
                }))
                .isEmpty();
    }

    @Test
    void goesOnAtTheOldestRecordAndRecordsWhatIsMissing() {
        consumer.updateBeginningOffsets(Map.of(ONE, 40L));
        Ticket before = terms.ticket(ONE, 30).orElseThrow();

        poll(new OffsetOutOfRangeException(Map.of(ONE, 31L)));

        assertThat(consumer.position(ONE)).isEqualTo(40);
        assertThat(gaps)
                .singleElement()
                .extracting(Gap::reason)
                .isEqualTo("topic hints, partition 1, offset 31: is not there any more; the oldest is 40");
        assertThat(before.right()).isEqualTo(Right.LOST);
    }

    @Test
    void theFirstMoverOfAllBeginsAtTheBeginning() {
        consumer.updateBeginningOffsets(Map.of(ONE, 0L));

        poll(new NoOffsetForPartitionException(Set.of(ONE)));

        assertThat(consumer.position(ONE)).isZero();
        assertThat(gaps).isEmpty();
    }

    @Test
    void aMoverWhoseNameAnotherHasDoesNothingAnyMore() {
        Ticket held = terms.ticket(ONE, 30).orElseThrow();

        poll(new FencedInstanceIdException("it is another's"));

        assertThat(held.right()).isEqualTo(Right.LOST);
        assertThat(polls.isReplaced()).isTrue();
        assertThat(polls.poll(consumer, () -> {
                    throw new AssertionError("it polls");
                }))
                .isEmpty();
    }

    @Test
    void triesAgainWhateverElseFails() {
        consumer.seek(ONE, 0);
        poll(new TopicAuthorizationException("hints"));

        assertThat(broker.areAway()).isTrue();
        assertThat(pauses).isEqualTo(1);
    }

    private static KafkaException brokenAt(TopicPartition partition) {
        return new KafkaException(
                "Received exception when fetching the next record from " + partition
                        + ". If needed, please seek past the record to continue consumption.",
                new KafkaException("Record batch for partition " + partition + " at offset 7 is invalid"));
    }

    private void pollsFail(int times, KafkaException failure) {
        for (int i = 0; i < times; i++) {
            consumer.setPollException(failure);
            assertThat(polls.poll(consumer, () -> consumer.poll(Duration.ZERO))).isEmpty();
        }
    }

    /** The partition's mark as it would be committed. */
    private long done() {
        return marks.get(0).get().orElseThrow();
    }

    @Test
    void aRecordThatCannotBeReadIsAGapAfterSomeTriesAndIsPassedOver() {
        consumer.seek(ONE, 7);

        pollsFail(BrokenRecords.TRIES - 1, brokenAt(ONE));

        assertThat(gaps).isEmpty();
        assertThat(consumer.position(ONE)).isEqualTo(7);
        assertThat(pauses).isEqualTo(BrokenRecords.TRIES - 1);

        pollsFail(1, brokenAt(ONE));

        assertThat(gaps)
                .singleElement()
                .extracting(Gap::reason)
                .isEqualTo("topic hints, partition 1, offset 7: cannot be read:"
                        + " Record batch for partition hints-1 at offset 7 is invalid");
        assertThat(consumer.position(ONE)).isEqualTo(8);
        assertThat(done()).as("its place is done also where it is the last").isEqualTo(8);
        assertThat(broker.areAway()).isFalse();
    }

    @Test
    void theRestOfABrokenBatchIsPassedOverAtOnceAndWhatComesAfterItIsTriedAnew() {
        consumer.seek(ONE, 7);
        pollsFail(BrokenRecords.TRIES + 2, brokenAt(ONE));
        assertThat(consumer.position(ONE)).isEqualTo(10);
        consumer.addRecord(new ConsumerRecord<>(ONE.topic(), ONE.partition(), 10, null, new byte[0]));
        assertThat(polls.poll(consumer, () -> consumer.poll(Duration.ZERO))).hasSize(1);

        pollsFail(1, brokenAt(ONE));

        assertThat(consumer.position(ONE)).isEqualTo(11);
        assertThat(gaps).hasSize(3);
    }

    @Test
    void aRecordThatKafkaNamesItselfIsPassedOverToo() {
        consumer.seek(ONE, 7);

        pollsFail(
                BrokenRecords.TRIES,
                new RecordDeserializationException(
                        RecordDeserializationException.DeserializationExceptionOrigin.VALUE,
                        ONE,
                        7,
                        0,
                        TimestampType.CREATE_TIME,
                        null,
                        null,
                        new RecordHeaders(),
                        "too short",
                        new IllegalArgumentException("of 3 bytes")));

        assertThat(consumer.position(ONE)).isEqualTo(8);
        assertThat(gaps)
                .singleElement()
                .extracting(Gap::reason)
                .asString()
                .endsWith("offset 7: cannot be read: of 3 bytes");
    }

    @ParameterizedTest
    @MethodSource("failuresOfNoSingleRecord")
    void nothingIsPassedOverWhereItIsNotOnePartitionsRecord(KafkaException failure) {
        consumer.assign(List.of(ONE, new TopicPartition("hints", 12)));
        consumer.seek(ONE, 7);

        pollsFail(2 * BrokenRecords.TRIES, failure);

        assertThat(consumer.position(ONE)).isEqualTo(7);
        assertThat(gaps).isEmpty();
        assertThat(broker.areAway()).isTrue();
    }

    static Stream<KafkaException> failuresOfNoSingleRecord() {
        return Stream.of(
                new TimeoutException("before the position for partition hints-1 could be determined"),
                brokenAt(new TopicPartition("hints", 11)),
                brokenAt(new TopicPartition("other-hints", 1)),
                new KafkaException("hints-1 and hints-12"),
                new KafkaException());
    }

    @Test
    void isStoppedByAWakeUp() {
        consumer.seek(ONE, 0);
        assertThatThrownBy(() -> polls.poll(consumer, () -> {
                    throw new WakeupException();
                }))
                .isInstanceOf(WakeupException.class);
    }
}
