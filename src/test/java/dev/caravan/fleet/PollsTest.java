package dev.caravan.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Fence.Right;
import dev.caravan.change.Gap;
import dev.caravan.change.Ticket;
import dev.caravan.checkpoint.LowWaterMark;
import dev.caravan.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A poll that fails loses no hint. */
class PollsTest {
    private static final TopicPartition ONE = new TopicPartition("hints", 1);

    private final List<Gap> gaps = new ArrayList<>();
    private final BrokerWatch broker = new BrokerWatch("nowhere:1", "nothing happens");
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.NONE);
    private int pauses;

    private final Terms terms = new Terms(
            fence -> new LowWaterMark<>(Optional.empty(), fence),
            Duration.ofSeconds(5),
            () -> false,
            broker,
            System::nanoTime);

    private final Polls polls = new Polls(
            new FleetOptions("nowhere:1", "hints", 64, "mover", Duration.ofSeconds(10), Optional.empty()),
            terms,
            broker,
            gaps::add,
            new SettableClock(),
            () -> pauses++);

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
        poll(new TopicAuthorizationException("hints"));

        assertThat(broker.areAway()).isTrue();
        assertThat(pauses).isEqualTo(1);
    }

    @Test
    void isStoppedByAWakeUp() {
        assertThatThrownBy(() -> polls.poll(consumer, () -> {
                    throw new WakeupException();
                }))
                .isInstanceOf(WakeupException.class);
    }
}
