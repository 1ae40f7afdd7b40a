package dev.caravan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.CaravanProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the demo of a fleet leaves behind where it is killed. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class FleetDemoIT {
    @TempDir
    private Path folder;

    @Test
    void whatItStartedEndsWithItAlsoWhereItIsKilled() throws Exception {
        Path output = folder.resolve("output");
        Process demo = CaravanProcess.command(List.of("demo", "--fleet"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        List<ProcessHandle> started;
        try {
            await("the tree changes")
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> text(output).contains(" changing | "));
            started = demo.descendants().toList();
        } finally {
            demo.destroyForcibly().waitFor();
        }

        assertThat(started).as("a broker, two agents and two movers, at least").hasSizeGreaterThanOrEqualTo(5);
        await("they notice")
                .atMost(Duration.ofSeconds(10))
                .until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file, UTF_8) : "";
    }
}
