package dev.caravan.moosefs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Gap;
import dev.caravan.change.LineBatch;
import dev.caravan.control.Threads;
import dev.caravan.tail.StreamRestart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code routes/optional/moosefs-oplog.camel.yaml} as it is shipped, on an ordinary file. */
class OplogRouteTest {
    private static final String ROUTE = "file:routes/optional/moosefs-oplog.camel.yaml";

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final List<Gap> gaps = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService scheduler = Threads.scheduler("restart");
    private final BlockingQueue<LineBatch> batches = new ArrayBlockingQueue<>(10);

    @TempDir
    private Path folder;

    @BeforeEach
    void configure() throws Exception {
        Properties keys = new Properties();
        keys.setProperty("caravan.oplog.path", folder.resolve("oplog").toString());
        keys.setProperty("caravan.oplog.batch-lines", "2");
        keys.setProperty("caravan.oplog.batch-millis", "100");
        keys.setProperty("caravan.oplog.retry-millis", "60000");
        camel.getPropertiesComponent().setInitialProperties(keys);
        camel.getRegistry()
                .bind(
                        "oplog-restart",
                        new StreamRestart(
                                "moosefs-oplog",
                                "oplog",
                                Duration.ofMillis(10),
                                () -> camel,
                                gaps::add,
                                Clock.systemUTC(),
                                scheduler));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:lines")
                        .process(exchange -> batches.put(exchange.getMessage().getMandatoryBody(LineBatch.class)));
            }
        });
        PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.resolveResource(camel, ROUTE));
    }

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
        camel.stop();
    }

    @Test
    void handsOnWhatIsNotIdleInBatchesByCountOrTime() throws Exception {
        Files.write(
                folder.resolve("oplog"),
                "#\nfirst \u00ff ${body} {{x}}\n#\nsecond\n\nthird\nfourth\n".getBytes(ISO_8859_1));
        camel.start();

        assertThat(next().lines()).containsExactly("first \u00ff ${body} {{x}}", "second");
        assertThat(next().lines()).containsExactly("", "third");
        assertThat(next().lines()).containsExactly("fourth");
    }

    @Test
    void readsOnceItCanBeReadAndSaysWhatIsMissing() throws Exception {
        Path oplog = Files.createDirectory(folder.resolve("oplog"));
        Instant before = Instant.now();
        camel.start();
        while (gaps.size() < 3) {
            Thread.sleep(1);
        }
        Files.delete(oplog);
        Files.write(oplog, "first\nsecond\n".getBytes(ISO_8859_1));

        assertThat(next().lines()).containsExactly("first", "second");
        assertThat(gaps).allSatisfy(gap -> assertThat(gap.to()).isAfter(before));
        Gap last = gaps.get(gaps.size() - 1);
        assertThat(last.to()).as("after it was opened again").isAfter(Instant.now());
    }

    private LineBatch next() throws InterruptedException {
        LineBatch batch = batches.poll(10, TimeUnit.SECONDS);
        assertThat(batch).as("a batch within 10 s").isNotNull();
        return batch;
    }
}
