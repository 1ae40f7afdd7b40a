package dev.caravan.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.LineBatch;
import dev.caravan.testing.CountedTicket;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator's own route may hand on as lines, through the data format. */
class HintFormatTest extends CamelTestSupport {
    @TempDir
    private static Path folder;

    @Override
    protected RouteBuilder createRouteBuilder() {
        Parser parser = new Parser(
                "moosefs", ZoneOffset.UTC, Clock.systemUTC(), "client-log", gap -> {}, new SimpleMeterRegistry());
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:lines").unmarshal(new HintFormat(parser)).to("mock:hints");
                from("file:" + folder + "?noop=true").to("direct:lines");
            }
        };
    }

    private static String line(long parent, String name) {
        return "03.26 11:45:56.123456: uid:0 gid:0 pid:4711 cmd:lookup (" + parent + "," + name
                + "): OK (1.0,2,1.0,[-rw-r--r--])";
    }

    private List<String> names(Object body) throws InterruptedException {
        MockEndpoint hints = getMockEndpoint("mock:hints");
        hints.reset();
        hints.expectedMessageCount(1);
        template.sendBody("direct:lines", body);
        hints.assertIsSatisfied();
        return names(hints);
    }

    private static List<String> names(MockEndpoint hints) {
        HintBatch batch = hints.getExchanges().get(0).getMessage().getBody(HintBatch.class);
        return batch.hints().stream().map(hint -> ((Hint.Child) hint).name()).toList();
    }

    @Test
    void takesABatchOfTheLog() throws InterruptedException {
        assertThat(names(LineBatch.of(List.of(line(1, "a"), line(1, "b"))))).containsExactly("a", "b");
    }

    @Test
    void takesLinesTextBytesAndStreams() throws InterruptedException {
        String text = line(1, "a") + "\n" + line(2, "caf\u00e9") + "\n";
        assertThat(names(List.of(line(1, "a"), line(2, "caf\u00e9")))).containsExactly("a", "caf\u00e9");
        assertThat(names(text)).containsExactly("a", "caf\u00e9");
        assertThat(names(text.getBytes(ISO_8859_1))).containsExactly("a", "caf\u00e9");
        assertThat(names(new ByteArrayInputStream(text.getBytes(ISO_8859_1)))).containsExactly("a", "caf\u00e9");
        assertThat(names(line(1, "a"))).containsExactly("a");
        assertThat(names(line(1, "a") + "\r\n" + line(1, "b") + "\r\n")).contains("a", "b");
        assertThat(names("")).isEmpty();
    }

    @Test
    void takesAFile() throws Exception {
        MockEndpoint hints = getMockEndpoint("mock:hints");
        hints.reset();
        hints.expectedMessageCount(1);
        Files.writeString(folder.resolve("old.log"), line(1, "a") + "\n" + line(1, "b") + "\n");
        hints.assertIsSatisfied(TimeUnit.SECONDS.toMillis(20));
        assertThat(names(hints)).containsExactly("a", "b");
    }

    /** Whoever read it has lost the bytes, and with them the name. */
    @Test
    void refusesTextThatIsNotInBytes() {
        assertThatThrownBy(() -> template.sendBody("direct:lines", line(1, "\u20ac")))
                .hasStackTraceContaining("encoding=ISO-8859-1");
    }

    @Test
    void saysWhatItExpected() {
        assertThatThrownBy(() -> template.sendBody("direct:lines", new CountedTicket(1)))
                .hasStackTraceContaining("CountedTicket");
        assertThatThrownBy(() -> template.sendBody("direct:lines", List.of(42)))
                .hasStackTraceContaining("expected text");
    }
}
