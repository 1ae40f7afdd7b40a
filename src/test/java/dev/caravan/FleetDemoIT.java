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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** With and without processes of its own, at a moment when those are being started. */
    @ParameterizedTest
    @ValueSource(strings = {"demo", "demo --fleet"})
    void leavesNothingWhereASignalEndsIt(String command) throws Exception {
        Path temporary = Files.createDirectory(folder.resolve("temporary"));
        Path output = folder.resolve("output");
        ProcessBuilder builder = CaravanProcess.command(List.of(command.split(" ")))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        Process demo = builder.start();
        try {
            await("it has begun")
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> folders(temporary) == 1
                            && (command.equals("demo")
                                    || demo.descendants().findAny().isPresent()));
            demo.destroy();
            assertThat(demo.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            demo.destroyForcibly();
        }

        assertThat(folders(temporary))
                .as(() -> "folders left, after: " + said(output))
                .isZero();
    }

    private static long folders(Path temporary) throws IOException {
        try (Stream<Path> entries = Files.list(temporary)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("caravan-demo-"))
                    .count();
        }
    }

    private static String said(Path output) {
        try {
            return text(output);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String text(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file, UTF_8) : "";
    }
}
