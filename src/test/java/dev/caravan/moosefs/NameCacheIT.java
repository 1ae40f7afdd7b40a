package dev.caravan.moosefs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.CaravanProcess.Ending;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client that keeps names in mind: who opens a file by its path just after our own look at it leaves no line. It is said, the log is
 * not trusted, and what no line told of is found all the same.
 */
class NameCacheIT {
    private static final Duration BOUND = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final Map<String, String> settings = new HashMap<>();

    @Test
    @Timeout(value = 8, unit = TimeUnit.MINUTES)
    void whatNoLineToldOfIsOnTheTargetAfterTheCutOver() throws Exception {
        Path target = Files.createDirectory(folder.resolve("target"));
        Path log = folder.resolve("client.log");
        try (MooseFsCluster cluster = MooseFsCluster.start(
                        Files.createDirectory(folder.resolve("mfs")), "mfsentrycacheto=3.0", "mfsdirentrycacheto=3.0");
                LookupLog lookups = LookupLog.start(cluster.mount().resolve(".oplog"), log)) {
            assertThat(lookups).isNotNull();
            Path source = cluster.mount();
            for (int i = 0; i < 20; i++) {
                Files.writeString(source.resolve("f" + i), "content " + i);
            }
            settings.putAll(Map.of(
                    "caravan.source", source.toString(),
                    "caravan.target", target.toString(),
                    "caravan.state", folder.resolve("state").toString(),
                    "caravan.tail.path", log.toString(),
                    "caravan.resolve.command", MooseFsInodeTool.command(cluster),
                    "caravan.settle.heartbeat-millis", "2000",
                    "caravan.settle.quiet-seconds", "5"));
            try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
                await().atMost(BOUND).until(() -> caravan.output().contains("keeps names in mind"));
                caravan.awaitDrained(BOUND, MooseFsCluster.CALM);
                assertThat(command("verify").status()).isZero();
                Ending trusting = command("cutover", "--trust-log");
                assertThat(trusting.status()).as(trusting.toString()).isEqualTo(1);
                assertThat(trusting.out()).contains("keeps names in mind").contains("without --trust-log");

                // By another mount, whose operations are in no log of ours, as those are that a cache has answered.
                Files.writeString(cluster.backDoor().resolve("f7"), "nobody told");
                caravan.awaitDrained(BOUND, MooseFsCluster.CALM);
                Ending done = command("cutover", "--frozen", "--prove-seconds", "1", "--log-lag-seconds", "1");
                assertThat(done.status()).as(done.toString()).isZero();
                assertThat(target.resolve("f7")).hasContent("nobody told");
                Trees.assertEqual(source, target);
                caravan.stop();
            }
        }
    }

    private Ending command(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        settings.forEach((key, value) -> all.addAll(List.of("--set", key + "=" + value)));
        return CaravanProcess.execute(folder, all);
    }
}
