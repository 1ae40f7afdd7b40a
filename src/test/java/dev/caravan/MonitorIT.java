package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.moosefs.Trees;
import dev.caravan.testing.CaravanProcess;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.management.Attribute;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an operator sees and does over JMX, in the real process. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class MonitorIT extends LoggedTreesFixture {
    private static final Duration BOUND = Duration.ofSeconds(40);

    @BeforeEach
    void holdForTwoSeconds() {
        settings.put("caravan.settle.quiet-seconds", "2");
    }

    @Test
    void theMigrationShowsWhatIsDone() throws Exception {
        settings.put("caravan.settle.quiet-seconds", "4");
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            log.awaitFollowed(caravan);
            for (int i = 0; i < 20; i++) {
                Files.write(source.resolve("f" + i), new byte[1000]);
                log.lookup(source, "f" + i);
            }
            caravan.awaitAttribute("HeldPaths", Long.class, held -> held >= 20, BOUND);
            caravan.awaitAttribute("CopiedEntries", Long.class, copied -> copied >= 20, BOUND);
            caravan.awaitAttribute("State", String.class, "FOLLOWING"::equals, BOUND);
            caravan.awaitAttribute("HeldPaths", Long.class, held -> held == 0, BOUND);
            assertThat(caravan.attribute("CopiedBytes")).isEqualTo(20_000L);
            assertThat((String) caravan.attribute("LowWaterMark")).isNotEmpty();

            Files.delete(source.resolve("f0"));
            log.lookup(source, "f0");
            caravan.awaitAttribute("RemovedEntries", Long.class, removed -> removed == 1, BOUND);
            caravan.awaitDrained(BOUND);
            assertThat(List.of(
                            caravan.attribute("FailedEntries"),
                            caravan.attribute("OpenGaps"),
                            caravan.attribute("HotPaths"),
                            caravan.attribute("LogLagBytes")))
                    .containsOnly(0L);
            caravan.stop();
        }
        Trees.assertEqual(source, target);
    }

    @Test
    void theStateShowsTheWalk() throws Exception {
        for (int i = 0; i < 3000; i++) {
            Files.writeString(source.resolve("f" + i), "x");
        }
        settings.put("caravan.settle.quiet-seconds", "1");
        settings.put("caravan.copy.workers", "1");
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            caravan.awaitAttribute("State", String.class, "WALKING"::equals, BOUND);
            caravan.awaitAttribute("State", String.class, "FOLLOWING"::equals, BOUND);
            caravan.stop();
        }
    }

    @Test
    void aPauseStopsCopyingAndAResumeGoesOn() throws Exception {
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            caravan.awaitDrained(BOUND);
            long copiedBefore = (Long) caravan.attribute("CopiedEntries");

            caravan.invoke("pause");
            assertThat(caravan.attribute("State")).isEqualTo("PAUSED");
            Files.writeString(source.resolve("a"), "a");
            log.lookup(source, "a");
            // Three times the quiet period.
            await("nothing is copied while paused")
                    .during(Duration.ofSeconds(6))
                    .atMost(Duration.ofSeconds(8))
                    .untilAsserted(() -> {
                        assertThat(target.resolve("a")).doesNotExist();
                        assertThat(caravan.attribute("CopiedEntries")).isEqualTo(copiedBefore);
                    });

            caravan.invoke("resume");
            caravan.awaitAttribute("CopiedEntries", Long.class, copied -> copied > copiedBefore, BOUND);
            assertThat(caravan.attribute("State")).isEqualTo("FOLLOWING");
            caravan.awaitDrained(BOUND);
            caravan.stop();
        }
        Trees.assertEqual(source, target);
    }

    @Test
    void theBandwidthAndTheWorkersAreSetWhileItCopies() throws Exception {
        Files.write(source.resolve("f"), new byte[3_000_000]);
        Files.setLastModifiedTime(source.resolve("f"), FileTime.from(Instant.EPOCH));
        settings.put("caravan.copy.bandwidth-bytes-per-second", "1000");
        ObjectName migration = new ObjectName("caravan:type=Migration");
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            caravan.awaitAttribute("InFlightCopies", Long.class, copies -> copies == 1, BOUND);
            assertThat(caravan.attribute("BandwidthBytesPerSecond")).isEqualTo(1000L);
            assertThat(caravan.attribute("CopyWorkers")).isEqualTo(32L);
            caravan.mbeans().setAttribute(migration, new Attribute("CopyWorkers", 3L));
            assertThat(caravan.attribute("CopyWorkers")).isEqualTo(3L);
            assertThat(caravan.attribute("CopiedBytes")).isEqualTo(0L);

            caravan.mbeans().setAttribute(migration, new Attribute("BandwidthBytesPerSecond", 1_000_000L));
            caravan.awaitAttribute("CopiedBytes", Long.class, copied -> copied == 3_000_000, BOUND);
            caravan.awaitDrained(BOUND);
            caravan.stop();
        }
        Trees.assertEqual(source, target);
    }

    @Test
    void camelShowsTheRoutesAndStepsByTheirIds() throws Exception {
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            assertThat(names(caravan, "routes"))
                    .contains(
                            "client-log",
                            "lines",
                            "settle",
                            "hold",
                            "reconcile",
                            "verdict",
                            "done",
                            "backfill",
                            "retry");
            assertThat(names(caravan, "processors")).contains("lines-to-hints", "hold-until-due", "apply-to-copy");
            assertThat(caravan.mbeans()
                            .getAttribute(
                                    new ObjectName("org.apache.camel:context=caravan,type=routes,name=\"client-log\""),
                                    "State"))
                    .isEqualTo("Started");
            caravan.stop();
        }
    }

    private static Set<String> names(CaravanProcess caravan, String type) throws Exception {
        return caravan.mbeans().queryNames(new ObjectName("org.apache.camel:type=" + type + ",*"), null).stream()
                .map(name -> ObjectName.unquote(name.getKeyProperty("name")))
                .collect(Collectors.toSet());
    }
}
