package dev.caravan.tail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.change.Gap;
import dev.caravan.change.LineBatch;
import dev.caravan.control.Gate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TailComponentTest {
    private static final Duration BOUND = Duration.ofSeconds(10);

    private final CamelContext camel = new DefaultCamelContext();
    private final MemoryOffsets offsets = new MemoryOffsets();
    private final List<Gap> gaps = new CopyOnWriteArrayList<>();
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final Gate gate = new Gate();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Path log;

    @BeforeEach
    void bind(@TempDir Path directory) {
        log = directory.resolve("Client.log");
        camel.getRegistry().bind("offsets", offsets);
        camel.getRegistry().bind("gaps", (Gap.Recorder) gaps::add);
        camel.getRegistry().bind("gate", gate);
        camel.getRegistry().bind("meters", meters);
        camel.getRegistry().bind("collect", this);
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    /** Called by the route. */
    public void collect(Exchange exchange) {
        if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IllegalStateException("the target is away");
        }
        lines.addAll(exchange.getMessage().getBody(LineBatch.class).lines());
    }

    @Test
    void feedsARouteThatIsWrittenInYaml() throws Exception {
        append("old\n");
        start(log.toString(), "include: \"]Lookup,\"");
        append("a]Lookup,1\nother\nb]Lookup,2\n");
        await().atMost(BOUND).until(() -> lines.equals(List.of("a]Lookup,1", "b]Lookup,2")));
        await().atMost(BOUND).until(() -> offsets.out() == 0);
        assertThat(meters.get("caravan.tail.lines")
                        .tag("feed", "client-log")
                        .counter()
                        .count())
                .isEqualTo(3);
        assertThat(gaps).isEmpty();
    }

    @Test
    void fixesThePositionBeforeTheStartReturns() throws Exception {
        append("old\n");
        gate.pause();
        start(log.toString(), "start: end");
        assertThat(offsets.read().orElseThrow().offset()).isEqualTo(4);
    }

    @Test
    void beginsAtTheBeginningWhenToldInAConfigurationsWords() throws Exception {
        append("old\n");
        start(log.toString(), "start: beginning");
        await().atMost(BOUND).until(() -> lines.equals(List.of("old")));
    }

    @Test
    void processesABatchAgainUntilItSucceeds() throws Exception {
        append("");
        failures.set(2);
        start(log.toString(), "start: end");
        append("one\n");
        await().atMost(BOUND).until(() -> failures.get() == 0);
        append("two\n");
        await().atMost(BOUND).until(() -> lines.equals(List.of("one", "two")));
        await().atMost(BOUND).until(() -> offsets.out() == 0);
        assertThat(offsets.read().orElseThrow().offset()).isEqualTo(8);
    }

    @Test
    void keepsTheTicketOfABatchThatDidNotSucceedBeforeTheStop() throws Exception {
        append("");
        failures.set(Integer.MAX_VALUE);
        start(log.toString(), "start: end");
        append("one\n");
        await().atMost(BOUND).until(() -> failures.get() < Integer.MAX_VALUE);
        camel.stop();
        assertThat(offsets.out()).isEqualTo(1);
        assertThat(offsets.read().orElseThrow().offset()).isZero();
    }

    @Test
    void tellsHowFarTheLogIsFromBeingRead() throws Exception {
        append("");
        failures.set(Integer.MAX_VALUE);
        start(log.toString(), "start: end");
        TailComponent tail = camel.getComponent("tail", TailComponent.class);
        assertThat(tail.lag()).isEqualTo(LogLag.NONE);
        append("one\n");
        await().atMost(BOUND).until(() -> failures.get() < Integer.MAX_VALUE);
        append("two\n");
        failures.set(0);
        await().atMost(BOUND).until(() -> lines.equals(List.of("one", "two")));
        await().atMost(BOUND).until(() -> tail.lag().equals(LogLag.NONE));
        Files.delete(log);
        await().atMost(BOUND).until(() -> tail.lag().isUnreadable());
    }

    @Test
    void goesOnWhereItWasWhenItsRouteIsStoppedAndStarted() throws Exception {
        append("");
        start(log.toString(), "start: end");
        append("one\n");
        await().atMost(BOUND).until(() -> lines.equals(List.of("one")));
        camel.getRouteController().stopRoute("live");
        append("two\n");
        camel.getRouteController().startRoute("live");
        await().atMost(BOUND).until(() -> lines.equals(List.of("one", "two")));
    }

    @Test
    void readsNothingWhilePausedOrClosed() throws Exception {
        append("");
        gate.pause();
        start(log.toString(), "start: end");
        append("one\n");
        gate.close();
        await().atMost(BOUND)
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().contains("tail-client-log")));
        assertThat(lines).isEmpty();
        assertThat(offsets.read().orElseThrow().offset()).isZero();
    }

    @Test
    void followsNothingWithoutAPath() throws Exception {
        start("", "start: end");
        assertThat(camel.getRouteController().getRouteStatus("live").isStarted())
                .isTrue();
        assertThat(offsets.read()).isEmpty();
    }

    @Test
    void doesNotStartWithoutAGapRecorder() throws Exception {
        camel.getRegistry().unbind("gaps");
        assertThatThrownBy(() -> start(log.toString(), "start: end"))
                .hasStackTraceContaining("tail:client-log: expected one gap recorder in the registry");
    }

    @Test
    void isNoTarget() {
        assertThatThrownBy(() -> camel.getEndpoint("tail:client-log").createProducer())
                .hasMessageContaining("a log is only read");
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private void start(String path, String parameter) throws Exception {
        String yaml = String.join(
                "\n",
                "- route:",
                "    id: live",
                "    from:",
                "      uri: tail:client-log",
                "      parameters:",
                "        path: \"" + path + "\"",
                "        offsets: \"#offsets\"",
                "        pollMillis: 1",
                "        " + parameter,
                "      steps:",
                "        - to:",
                "            uri: bean:collect",
                "            parameters:",
                "              method: collect",
                "");
        Resource resource = ResourceHelper.fromString("live.camel.yaml", yaml);
        PluginHelper.getRoutesLoader(camel).loadRoutes(resource);
        camel.start();
    }
}
