package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import dev.caravan.trees.Roots;
import dev.caravan.trees.Trees;
import dev.caravan.trees.TreesFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CopyComponentTest {
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56Z");

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<Double> inFlight = new ArrayList<>();
    private Path source;
    private Path target;

    @BeforeEach
    void start() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        Files.createFile(source.resolve("f"));
        Trees trees = TreesFixture.trees(Roots.open(source, target));
        context.getRegistry().bind("trees", trees);
        context.getRegistry().bind("meters", meters);
        context.getRegistry().bind("clock", new Watch());
        context.start();
    }

    @AfterEach
    void stop() throws IOException {
        context.close();
    }

    @Test
    void replacesTheVerdictByWhatCameOfIt() throws IOException {
        Verdict.Apply apply = apply();
        Verdict verdict = send("copy:target", apply);
        assertThat(verdict).isEqualTo(new Verdict.Applied(apply.task(), new Look(NOW, NOW), true));
        assertThat(target.resolve("f")).exists();
    }

    @ParameterizedTest
    @CsvSource({"trash, true", "keep, true", "delete, false"})
    void removesAsItIsTold(String delete, boolean trashed) throws IOException {
        Files.createFile(target.resolve("gone"));
        Entry gone = Lstat.read(target.resolve("gone")).orElseThrow();
        Task task = new Task(new RelativePath("gone"), Ticket.NONE, NOW, Origin.HINT, 0);
        send("copy:target?delete=" + delete, new Verdict.Remove(task, new Look(NOW, NOW), gone));
        assertThat(target.resolve("gone")).doesNotExist();
        assertThat(Files.exists(target.resolve(".caravan/trash/2026-03-26/0/gone")))
                .isEqualTo(trashed);
    }

    @Test
    void waitsAsLongAsItIsTold() throws IOException {
        Verdict.Apply apply = apply();
        Files.delete(source.resolve("f"));
        assertThat(send("copy:target?quietSeconds=7", apply))
                .isInstanceOfSatisfying(
                        Verdict.Wait.class, wait -> assertThat(wait.until()).isEqualTo(NOW.plusSeconds(7)));
    }

    @Test
    void countsWhatIsInFlightHoweverOftenARouteIsReloaded() throws IOException {
        // As many endpoints as there are parameters, each with a producer of its own.
        for (int seconds = 1; seconds <= 3; seconds++) {
            Files.deleteIfExists(target.resolve("f"));
            inFlight.clear();
            send("copy:target?quietSeconds=" + seconds, apply());
            assertThat(inFlight).contains(1.0);
        }
        assertThat(meters.get("caravan.copy.inflight").gauge().value()).isZero();
        assertThat(meters.counter("caravan.copy.entries").count()).isEqualTo(3);
    }

    @Test
    void copiesWithinTheBandwidthThatIsBound() throws IOException {
        Files.write(source.resolve("f"), new byte[200_000]);
        ManualTime time = new ManualTime(Duration.ZERO);
        long begin = time.currentTimeNanos();
        context.getRegistry().bind("bandwidth", new Bandwidth(100_000, time, time));
        send("copy:target", apply());
        assertThat(time.currentTimeNanos() - begin).isBetween(1_990_000_000L, 2_010_000_000L);
    }

    @Test
    void refusesWhatIsNoVerdict() throws IOException {
        try (FluentProducerTemplate template = context.createFluentProducerTemplate()) {
            assertThatThrownBy(() -> template.to("copy:target").withBody("f").request())
                    .isInstanceOf(CamelExecutionException.class)
                    .hasCauseInstanceOf(InvalidPayloadException.class);
        }
    }

    private Verdict send(String uri, Verdict verdict) throws IOException {
        try (FluentProducerTemplate template = context.createFluentProducerTemplate()) {
            return template.to(uri).withBody(verdict).request(Verdict.class);
        }
    }

    private Verdict.Apply apply() throws IOException {
        Task task = new Task(new RelativePath("f"), Ticket.NONE, NOW, Origin.HINT, 0);
        Entry entry = Lstat.read(source.resolve("f")).orElseThrow();
        return new Verdict.Apply(task, new Look(NOW, NOW), entry, Optional.empty(), false);
    }

    /** Stands still, and looks at the gauge whenever it is asked for the time, which is while something is copied. */
    private final class Watch extends Clock {
        @Override
        public Instant instant() {
            inFlight.add(meters.get("caravan.copy.inflight").gauge().value());
            return NOW;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
