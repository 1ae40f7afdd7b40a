package dev.caravan.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Look;
import dev.caravan.entry.RelativePath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DemoTest {
    @TempDir
    Path parent;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void endsWith0AndRemovesItsFolderWhenBothTreesAreEqual() throws Exception {
        CopyAtTheEnd following = new CopyAtTheEnd();

        assertThat(run(following, false)).isZero();

        assertThat(text())
                .contains("EQUAL: source and target agree in ", "--keep", "java -jar target/caravan.jar run --set");
        assertThat(following.settings)
                .containsEntry("caravan.settle.quiet-seconds", "3")
                .containsEntry("caravan.tail.start", "beginning");
        assertThat(following.settings.get("caravan.resolve.command")).contains(LocalInodeTool.class.getName());
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void keepsItsFolderWhenAsked() throws Exception {
        assertThat(run(new CopyAtTheEnd(), true)).isZero();

        assertThat(text()).contains("/source, ", "/log/Client.log*", "/state");
        assertThat(folder().resolve("log/Client.log")).isNotEmptyFile();
    }

    @Test
    void endsWith1AndKeepsItsFolderWhenAFileIsLeftOut() throws Exception {
        int status = run(
                new CopyAtTheEnd() {
                    @Override
                    void copy() throws Exception {
                        super.copy();
                        Files.delete(target.resolve("left out"));
                    }

                    @Override
                    void beforeCopy() throws IOException {
                        Files.createFile(source.resolve("left out"));
                    }
                },
                false);

        assertThat(status).isOne();
        assertThat(text()).contains("DIFFERENT: ", "  missing: left out (file)");
        assertThat(folder().resolve("source")).isDirectory();
    }

    @Test
    void endsWith1WhenItIsNotDrainedInTime() throws Exception {
        int status = run(
                new CopyAtTheEnd() {
                    @Override
                    public boolean isDrained() {
                        return false;
                    }
                },
                false);

        assertThat(status).isOne();
        assertThat(text()).contains("not drained: ", "EQUAL: ");
        assertThat(folder()).isDirectory();
    }

    @Test
    void stopsWhatDidNotStart() {
        CopyAtTheEnd following = new CopyAtTheEnd() {
            @Override
            public void start(Map<String, String> given, Look.Listener reads) throws Exception {
                super.start(given, reads);
                throw new IOException("no route");
            }
        };

        assertThatThrownBy(() -> run(following, false)).hasMessage("no route");

        assertThat(following.stopped).isTrue();
    }

    @Test
    void saysWhenTheGeneratorEndedEarly() throws Exception {
        int status = run(
                new CopyAtTheEnd() {
                    @Override
                    public void start(Map<String, String> given, Look.Listener reads) throws Exception {
                        super.start(given, reads);
                        Files.move(source, source.resolveSibling("away"));
                    }

                    @Override
                    void beforeCopy() throws IOException {
                        Files.move(source.resolveSibling("away"), source);
                    }
                },
                false);

        assertThat(status).isOne();
        assertThat(text()).contains("the generator ended early: java.nio.file.NoSuchFileException");
    }

    private int run(Following following, boolean keep) throws Exception {
        Demo.Options options = new Demo.Options(
                parent, 4, 150, Duration.ofMillis(1200), Duration.ofMillis(600), Duration.ofMillis(100), keep);
        try (PrintStream out = new PrintStream(printed, true, UTF_8)) {
            return new Demo(following, options, out, false, Clock.systemUTC()).run();
        }
    }

    private String text() {
        return printed.toString(UTF_8);
    }

    private Path folder() throws IOException {
        try (Stream<Path> folders = Files.list(parent)) {
            return folders.findFirst().orElseThrow();
        }
    }

    /** Follows nothing, and copies all when stopped. */
    private static class CopyAtTheEnd implements Following {
        Map<String, String> settings;
        Path source;
        Path target;
        boolean stopped;

        @Override
        public void start(Map<String, String> given, Look.Listener reads) throws Exception {
            settings = given;
            source = Path.of(given.get("caravan.source"));
            target = Path.of(given.get("caravan.target"));
            reads.looked(new RelativePath("x"), new Look(Instant.EPOCH, Instant.EPOCH));
        }

        @Override
        public Counters counters() {
            return new Counters(() -> 1, () -> 2, () -> 3, () -> 4, () -> 5, () -> 6);
        }

        @Override
        public boolean isDrained() {
            return true;
        }

        @Override
        public final void stop() throws Exception {
            stopped = true;
            beforeCopy();
            copy();
        }

        void beforeCopy() throws IOException {}

        void copy() throws Exception {
            Process copy = new ProcessBuilder("cp", "-a", source + "/.", target.toString())
                    .inheritIO()
                    .start();
            assertThat(copy.waitFor()).isZero();
        }
    }
}
