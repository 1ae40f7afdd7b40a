package dev.caravan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/caravan}, which starts the jar with the class-data archive that the build makes. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LauncherIT {
    private static final Path JAR = Path.of(System.getProperty("caravan.jar")).toAbsolutePath();

    @TempDir
    private Path folder;

    private record Ending(int status, String output) {}

    private Ending launch(Map<String, String> environment, String... arguments) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", launcher().toString());
        builder.command().addAll(List.of(arguments));
        builder.directory(folder.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Ending(process.waitFor(), output);
    }

    private static Path launcher() {
        return Path.of("bin/caravan").toAbsolutePath();
    }

    @Test
    void takesTheClassesFromTheArchiveBesideTheJar() throws Exception {
        Ending ending =
                launch(Map.of("CARAVAN_JAR", JAR.toString(), "JAVA_OPTS", "-Xlog:class+load=info"), "--version");

        assertThat(ending.status()).isZero();
        assertThat(ending.output())
                .containsPattern("dev\\.caravan\\.cli\\.CaravanCommand source: shared objects file \\(top\\)");
    }

    @Test
    void saysNothingOfAnArchiveThatDoesNotFitOrIsNotThere() throws Exception {
        Path jar = Files.copy(JAR, folder.resolve("caravan.jar"));
        Ending without = launch(Map.of("CARAVAN_JAR", jar.toString()), "--version");
        Files.copy(archive(), folder.resolve("caravan.jsa"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        Ending other = launch(Map.of("CARAVAN_JAR", jar.toString()), "--version");
        Files.delete(folder.resolve("caravan.jsa"));
        Files.writeString(folder.resolve("caravan.jsa"), "no archive");
        Ending damaged = launch(Map.of("CARAVAN_JAR", jar.toString()), "--version");

        assertThat(without.output()).startsWith("caravan ").hasLineCount(1);
        assertThat(other).isEqualTo(without);
        assertThat(damaged).isEqualTo(without);
    }

    @Test
    void handsOnTheArgumentsAsTheyAreAndTheStatus() throws Exception {
        Ending ending = launch(Map.of("CARAVAN_JAR", JAR.toString()), "status", "--set", "caravan.state=no such $(x)");

        assertThat(ending.status()).isEqualTo(3);
        assertThat(ending.output()).contains("no such $(x)").hasLineCount(1);
    }

    @Test
    void saysWhatAFleetNeedsWhereItIsNotThere() throws Exception {
        Path jar = Files.copy(JAR, folder.resolve("caravan.jar"));
        Ending ending = launch(
                Map.of("CARAVAN_JAR", jar.toString()),
                "agent",
                "--set=caravan.source=" + Files.createDirectory(folder.resolve("source")),
                "--set=caravan.tail.path=" + folder.resolve("Client.log"),
                "--set=caravan.resolve.command=true",
                "--set=caravan.fleet.brokers=127.0.0.1:1");

        assertThat(ending.status()).isEqualTo(2);
        assertThat(ending.output())
                .startsWith("caravan: agent: Kafka's client is not there: put the folder lib")
                .hasLineCount(1);
    }

    private static Path archive() throws IOException {
        Path archive = JAR.resolveSibling(JAR.getFileName().toString().replace(".jar", ".jsa"));
        assertThat(archive).isRegularFile();
        return archive;
    }
}
