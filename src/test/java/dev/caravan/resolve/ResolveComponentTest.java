package dev.caravan.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.CountedTicket;
import dev.caravan.testing.SettableClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The component and its strategy in a route such as the shipped one. */
class ResolveComponentTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final SettableClock clock = new SettableClock();

    @AfterEach
    void stop() {
        context.stop();
    }

    private void start() throws Exception {
        InodeTool tool = new InodeTool() {
            @Override
            public Map<Long, Answer> ask(Collection<Long> inodes) {
                return inodes.stream()
                        .collect(Collectors.toMap(inode -> inode, inode -> new Answer.At(List.of("/disk/a/"))));
            }

            @Override
            public void restart() {}

            @Override
            public void close() {}
        };
        Resolver resolver = new Resolver(
                tool,
                new BackOff(Patience.of(Duration.ofSeconds(5))),
                new ServerPaths("/disk", false),
                new DirectoryCache(Duration.ofMinutes(1), Ticker.systemTicker()),
                OptionalLong.empty(),
                clock,
                "client-log",
                gap -> {},
                new SimpleMeterRegistry());
        context.getRegistry().bind("resolver", resolver);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:lines")
                        .enrich("resolve:client-log", resolver.naming())
                        .to("mock:out");
            }
        });
        context.start();
    }

    @Test
    void enrichesABatchOfHintsUnderItsTicket() throws Exception {
        start();
        CountedTicket ticket = new CountedTicket(1);
        List<Hint> hints = List.of(new Hint.Child(7, "f", SettableClock.START));
        HintBatch named = context.createProducerTemplate()
                .requestBody("direct:lines", new HintBatch(hints, ticket), HintBatch.class);
        assertThat(named.ticket()).isSameAs(ticket);
        assertThat(named.hints()).containsExactly(new Hint.Named(new RelativePath("a/f"), 7, SettableClock.START));
    }

    @Test
    void leavesHintsByPathAlone() throws Exception {
        start();
        HintBatch batch =
                new HintBatch(List.of(new Hint.Named(new RelativePath("p"), SettableClock.START)), Ticket.NONE);
        assertThat(context.createProducerTemplate().requestBody("direct:lines", batch, Object.class))
                .isSameAs(batch);
    }

    @Test
    void saysWhatItExpected() throws Exception {
        start();
        assertThatThrownBy(() -> context.createProducerTemplate().requestBody("direct:lines", "text"))
                .hasStackTraceContaining("HintBatch");
        assertThatThrownBy(() -> context.getEndpoint("resolve:x").createConsumer(exchange -> {}))
                .hasMessageContaining("nothing to read from");
    }

    @Test
    void saysThatItHasNobodyToAsk() {
        assertThatThrownBy(() -> context.getEndpoint("resolve:x").createProducer())
                .hasMessageContaining("there is no bean");
    }
}
