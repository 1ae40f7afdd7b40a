package dev.caravan.moosefs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.CaravanProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The lookups of a real network file system as the log of a ccdbfs client, through a rotation, a crash and a restart. */
class CcdbfsReplayIT {
    private static final Duration BOUND = Duration.ofMinutes(8);

    /** Looks up a directory every time, as the client whose log this is does; by default it is remembered for a second. */
    private static final String NO_CACHE = "mfsdirentrycacheto=0.0";

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 15, unit = TimeUnit.MINUTES)
    void targetEqualsTheSourceAfterARotationAndACrash() throws Exception {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path log = folder.resolve("client.log");
        try (MooseFsCluster cluster = MooseFsCluster.start(Files.createDirectory(folder.resolve("mfs")), NO_CACHE);
                LookupLog lookups = LookupLog.start(cluster.mount().resolve(".oplog"), log)) {
            Path source = cluster.mount();
            Map<String, String> settings = new HashMap<>(Map.of(
                    "caravan.source", source.toString(),
                    "caravan.target", target.toString(),
                    "caravan.tail.path", log.toString(),
                    "caravan.resolve.command", MooseFsInodeTool.command(cluster),
                    "caravan.settle.quiet-seconds", "3"));
            TreeWork work = new TreeWork(source, 20261123);
            try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
                work.copyIn(Trees.real(), "include", 400);
                lookups.rotate();
                work.makeOddNames("odd");
                work.change(80);
                caravan.kill();
            }
            work.change(60);
            lookups.rotate();
            work.change(50);

            // No walk: only the log, read again from the low-water mark, can say what happened meanwhile.
            settings.put("caravan.walk.enabled", "false");
            try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
                work.change(80);
                caravan.awaitDrained(BOUND, MooseFsCluster.CALM);
                Trees.assertEqual(source, target, "--exclude=.caravan.*.tmp");
                // What was to be looked at again before the crash, a file held open perhaps, nobody remembers; nothing
                // else is missing.
                assertThat(caravan.attribute("OpenGaps")).isEqualTo(1L);
                assertThat(caravan.attribute("FailedEntries")).isEqualTo(0L);
                caravan.stop();
            }

            // What the log said while nobody read it is rotated away: a gap, which a walk heals, even one that is
            // killed as well.
            work.change(60);
            lookups.rotate();
            work.change(50);
            lookups.rotate();
            lookups.forgetRotated();
            settings.put("caravan.walk.enabled", "true");
            settings.put("caravan.walk.heal-seconds", "2");
            try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
                caravan.awaitAttribute("OpenGaps", Long.class, gaps -> gaps > 0, BOUND);
                work.change(50);
                caravan.kill();
            }
            // The walk of the last start removes what the crashes left behind, too.
            try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
                work.change(60);
                caravan.awaitAttribute("OpenGaps", Long.class, gaps -> gaps == 0, BOUND);
                caravan.awaitDrained(BOUND, MooseFsCluster.CALM);
                assertThat(caravan.attribute("FailedEntries")).isEqualTo(0L);
                Trees.assertEqual(source, target);
                caravan.stop();
            }
        }
    }
}
