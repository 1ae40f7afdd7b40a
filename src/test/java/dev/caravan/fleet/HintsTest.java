package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Gap;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Mark;
import dev.caravan.checkpoint.LowWaterMark;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.SettableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultUnitOfWork;
import org.apache.camel.support.DefaultExchange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the records of one exchange become, and what the mark of their partition may pass. */
class HintsTest {
    private static final TopicPartition ONE = new TopicPartition("hints", 1);

    private final SettableClock clock = new SettableClock();
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Mark<Long>> marks = new ArrayList<>();

    private final Terms terms = new Terms(
            fence -> {
                Mark<Long> mark = new LowWaterMark<>(Optional.empty(), fence);
                marks.add(mark);
                return mark;
            },
            Duration.ofSeconds(5),
            () -> false,
            new BrokerWatch("nowhere:1", "nothing happens"),
            System::nanoTime);

    private final Hints hints = new Hints(terms, gaps::add, clock);
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Exchange exchange = new DefaultExchange(context);

    @BeforeEach
    void begin() {
        terms.beginAnew(ONE);
        exchange.getExchangeExtension().setUnitOfWork(new DefaultUnitOfWork(exchange));
    }

    private byte[] hint(String path, String agent) {
        return HintRecord.value(new Hint.Named(new RelativePath(path), 1, clock.instant()), agent);
    }

    private static RecordBatch records(long first, byte[]... values) {
        List<ConsumerRecord<byte[], Object>> records = new ArrayList<>();
        for (byte[] value : values) {
            records.add(new ConsumerRecord<>(ONE.topic(), ONE.partition(), first + records.size(), null, value));
        }
        return new RecordBatch(ONE, records);
    }

    private void complete() {
        exchange.getUnitOfWork().done(exchange);
    }

    private long done() {
        return marks.get(0).get().orElseThrow();
    }

    @Test
    void eachRecordHasItsOwnTicketAndItsAgentsFeed() {
        List<HintBatch> batches = hints.batches(records(10, hint("a/x", "web1"), hint("a/y", "web2")), exchange);
        assertThat(batches).extracting(HintBatch::feed).containsExactly("client-log-web1", "client-log-web2");
        assertThat(batches)
                .flatExtracting(HintBatch::hints)
                .extracting(each -> ((Hint.Named) each).path().latin1())
                .containsExactly("a/x", "a/y");
        batches.forEach(batch -> batch.ticket().retain());
        complete();
        assertThat(done()).isEqualTo(10);
        batches.get(0).ticket().release();
        assertThat(done()).isEqualTo(11);
        batches.get(1).ticket().release();
        assertThat(done()).isEqualTo(12);
    }

    @Test
    void theMarkPassesNoneBeforeTheExchangeHasEnded() {
        hints.batches(records(10, hint("a/x", "web1"), hint("a/y", "web1")), exchange);
        assertThat(done()).isEqualTo(10);
        complete();
        assertThat(done()).isEqualTo(12);
    }

    @Test
    void oneThatCannotBeReadIsAGapAndTheOthersGoOn() {
        byte[] unreadable = "2 something newer".getBytes(ISO_8859_1);
        assertThat(hints.batches(records(10, hint("a/x", "web1"), unreadable, hint("a/y", "web1")), exchange))
                .hasSize(2);
        assertThat(gaps)
                .extracting(Gap::reason)
                .singleElement()
                .asString()
                .startsWith("topic hints, partition 1, offset 11: cannot be read: ");
        complete();
        assertThat(done()).isEqualTo(13);
    }

    @Test
    void oneThatTellsOfAGapIsThatGap() {
        Gap gap =
                new Gap("client-log-web1", clock.instant(), clock.instant(), "the log was cut", new RelativePath("a"));
        assertThat(hints.batches(records(10, HintRecord.value(gap, "web1")), exchange))
                .isEmpty();
        assertThat(gaps).containsExactly(gap);
    }

    @Test
    void anExchangeThatFailsIsAGapOfAllItsRecords() {
        List<HintBatch> batches = hints.batches(records(10, hint("a/x", "web1"), hint("a/y", "web1")), exchange);
        batches.get(0).ticket().retain();
        exchange.setException(new IllegalStateException("no room"));
        complete();
        assertThat(gaps)
                .extracting(Gap::reason)
                .containsExactly(
                        "topic hints, partition 1, offsets 10 to 11: java.lang.IllegalStateException: no room");
        assertThat(done()).as("what was taken in before is still worked on").isEqualTo(10);
        batches.get(0).ticket().release();
        assertThat(done()).isEqualTo(12);
    }

    @Test
    void nothingIsTakenOfAPartitionThatIsNotOursAnyMore() {
        terms.loseAll();
        assertThat(hints.batches(records(10, hint("a/x", "web1")), exchange)).isEmpty();
        complete();
        assertThat(gaps).isEmpty();
    }
}
