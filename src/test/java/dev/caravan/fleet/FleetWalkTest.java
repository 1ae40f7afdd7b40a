package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.change.Fence.Right;
import dev.caravan.change.SharedWalk.Directory;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.CountedTicket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What a mover has found for a shared walk, on a producer without a broker.
 *
 * <p>How it could lose: the directory in which something was found is done before the brokers have what was found; a record that
 * the brokers did not take is never sent again; a directory that another mover has taken over waits for ever.
 */
class FleetWalkTest {
    private static final FleetOptions OPTIONS =
            new FleetOptions("nowhere:1", "hints", 4, "mover", Duration.ofSeconds(10), Optional.empty());
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final CountedTicket ticket = new CountedTicket(1);

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());

    private final FleetWalk walk = new FleetWalk(
            Topic.walk(OPTIONS),
            waiting -> null,
            () -> {
                throw new KafkaException("nothing is read");
            },
            () -> producer);

    @AfterEach
    void close() {
        walk.close();
    }

    private void handOn(String... paths) {
        List<Directory> found = new ArrayList<>();
        for (String path : paths) {
            found.add(new Directory(new RelativePath(path), ticket));
        }
        walk.handOn(found);
    }

    @Test
    void keepsTheTicketUntilTheBrokersHaveEach() {
        handOn("a/$(b) +", "c");
        assertThat(ticket.holders()).isEqualTo(3);
        assertThat(producer.history())
                .extracting(each -> new String(each.key(), ISO_8859_1))
                .containsExactly("a/$(b) +", "c");
        assertThat(producer.history()).allMatch(each -> each.topic().equals("hints-walk"));
        producer.completeNext();
        assertThat(ticket.holders()).isEqualTo(2);
        producer.completeNext();
        assertThat(ticket.holders()).isEqualTo(1);
    }

    @Test
    void sendsAgainWhatTheBrokersDidNotTake() {
        handOn("a");
        producer.errorNext(new TimeoutException("no answer"));
        assertThat(ticket.holders()).isEqualTo(2);
        await().atMost(BOUND).until(() -> producer.history().size() == 2);
        producer.completeNext();
        assertThat(ticket.holders()).isEqualTo(1);
    }

    @Test
    void sendsAgainWhereItCouldNotBeSentAtAll() {
        producer.sendException = new TimeoutException("no metadata");
        handOn("a");
        assertThat(ticket.holders()).isEqualTo(2);
        producer.sendException = null;
        await().atMost(BOUND).until(() -> producer.history().size() == 1);
    }

    @Test
    void leavesToAnotherMoverWhatItHasTakenOver() {
        handOn("a");
        ticket.becomes(Right.LOST);
        producer.errorNext(new TimeoutException("no answer"));
        await().atMost(BOUND).until(() -> ticket.holders() == 1);
        handOn("b");
        assertThat(ticket.holders()).isEqualTo(1);
        assertThat(producer.history()).hasSize(1);
    }
}
