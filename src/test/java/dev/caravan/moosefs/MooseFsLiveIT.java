package dev.caravan.moosefs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.CaravanProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real network file system, followed by what its own client says it does. */
class MooseFsLiveIT {
    private static final Duration BOUND = Duration.ofMinutes(4);

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void targetEqualsTheSourceAfterWorkOnALiveMount() throws Exception {
        Path target = Files.createDirectory(folder.resolve("target"));
        try (MooseFsCluster cluster = MooseFsCluster.start(Files.createDirectory(folder.resolve("mfs")))) {
            Path source = cluster.mount();
            // No line of a log can carry this one; the walk at the start finds it.
            Files.writeString(source.resolve("line\nfeed"), "content");
            Map<String, String> settings = Map.of(
                    "caravan.source", source.toString(),
                    "caravan.target", target.toString(),
                    "caravan.parse.dialect", "moosefs",
                    "caravan.oplog.path", source.resolve(".oplog").toString(),
                    "caravan.resolve.command", String.join(" ", cluster.inside("mfsfilepaths")),
                    "caravan.resolve.directory", source.toString(),
                    "caravan.resolve.prefix", "",
                    "caravan.settle.quiet-seconds", "3",
                    "camel.main.routes-include-pattern",
                            "file:"
                                    + Path.of("routes/optional/moosefs-oplog.camel.yaml")
                                            .toAbsolutePath());
            try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
                caravan.awaitDrained(BOUND, MooseFsCluster.CALM);
                TreeWork work = new TreeWork(source, 20261122);
                work.copyIn(Trees.real(), "include", 1500);
                work.makeOddNames("odd");
                work.change(300);
                caravan.awaitDrained(BOUND, MooseFsCluster.CALM);

                Trees.assertEqual(source, target);
                assertThat(caravan.attribute("FailedEntries"))
                        .as(Files.readString(folder.resolve("state/failures.jsonl")))
                        .isEqualTo(0L);
                caravan.stop();
            }
        }
    }
}
