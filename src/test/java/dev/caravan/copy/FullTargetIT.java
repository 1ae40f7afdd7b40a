package dev.caravan.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A target that is a file system of its own, with little room. */
class FullTargetIT {
    private static final Logger LOG = LoggerFactory.getLogger(FullTargetIT.class);
    private static final int FILES = 8;
    private static final int BYTES = 1 << 18;

    @TempDir
    private Path folder;

    private Path target;
    private boolean isMounted;
    private TwoTrees trees;

    @BeforeEach
    void mount() throws IOException, InterruptedException {
        target = Files.createDirectory(folder.resolve("target"));
        String refusal = mount("-t", "tmpfs", "-o", "size=1m", "caravan-test", target.toString());
        if (!refusal.isEmpty()) {
            LOG.warn("mount may not mount: {}", refusal);
            if ("true".equals(System.getenv("CI"))) {
                Assertions.fail(refusal);
            }
            Assumptions.abort("mount may not mount: " + refusal);
        }
        isMounted = true;
        trees = new TwoTrees(folder);
        for (int i = 0; i < FILES; i++) {
            Files.writeString(trees.source.resolve("f" + i), String.valueOf(i).repeat(BYTES));
        }
    }

    @AfterEach
    void unmount() throws IOException, InterruptedException {
        if (isMounted) {
            assertThat(run(List.of("umount", target.toString()))).isEmpty();
        }
    }

    @Test
    void stopsWhereTheTargetIsFullAndGoesOnWhenThereIsRoom() throws IOException, InterruptedException {
        Files.writeString(target.resolve("f" + (FILES - 1)), "old");
        int copied = 0;
        while (!isTooLarge("f" + copied)) {
            copied++;
        }
        assertThat(copied).isBetween(1, FILES - 2);
        // What does not fit fails alone, as long as there is room for others.
        Files.writeString(trees.source.resolve("small"), "small");
        assertThat(trees.carryOut("small").kind()).isEqualTo(Kind.APPLIED);
        fill();
        trees.clock.advance(Duration.ofSeconds(2));
        assertThat(reason("f" + (copied + 1))).contains("the target takes nothing");
        assertThat(reason("f" + (FILES - 1))).contains("nothing is written");
        assertThat(Files.readString(target.resolve("f" + (FILES - 1)))).isEqualTo("old");
        assertThat(names()).hasSize(copied + 3).allMatch(name -> name.matches("f\\d|small|filler"));
        // It asks again, and there is no room yet.
        trees.clock.advance(Duration.ofSeconds(2));
        assertThat(trees.carryOut("f" + copied).kind()).isEqualTo(Kind.WAIT);

        assertThat(mount("-o", "remount,size=16m", target.toString())).isEmpty();
        trees.clock.advance(Duration.ofSeconds(2));
        assertCopiesAll(copied);
    }

    @Test
    void stopsWhereTheTargetIsReadOnlyAndGoesOnWhenItIsNot() throws IOException, InterruptedException {
        assertThat(mount("-o", "remount,size=16m", target.toString())).isEmpty();
        assertThat(trees.carryOut("f0").kind()).isEqualTo(Kind.APPLIED);
        assertThat(mount("-o", "remount,ro", target.toString())).isEmpty();
        assertThat(reason("f1")).contains("the target takes nothing");
        assertThat(reason("f2")).contains("nothing is written");
        Files.delete(trees.source.resolve("f0"));
        assertThat(reason("f0")).contains("nothing is written");
        assertThat(names()).containsExactly("f0");

        assertThat(mount("-o", "remount,rw", target.toString())).isEmpty();
        trees.clock.advance(Duration.ofSeconds(2));
        assertThat(trees.carryOut("f0").kind()).isEqualTo(Kind.APPLIED);
        assertCopiesAll(1);
    }

    /** Within the second in which nobody asks for the roots. */
    @Test
    void writesNothingBelowTheMountOfATargetThatIsUnmounted() throws IOException, InterruptedException {
        Path kept = Files.createDirectory(folder.resolve("kept"));
        assertThat(mount("--bind", target.toString(), kept.toString())).isEmpty();
        try {
            assertThat(trees.carryOut("f0").kind()).isEqualTo(Kind.APPLIED);
            assertThat(run(List.of("umount", "-l", target.toString()))).isEmpty();
            assertThat(trees.carryOut("f1").kind()).isEqualTo(Kind.WAIT);
            assertThat(target).isEmptyDirectory();
            assertThat(mount("--bind", kept.toString(), target.toString())).isEmpty();
            trees.clock.advance(Duration.ofSeconds(2));
            assertThat(trees.carryOut("f1").kind()).isEqualTo(Kind.APPLIED);
            assertThat(target.resolve("f1")).hasSameBinaryContentAs(trees.source.resolve("f1"));
        } finally {
            assertThat(run(List.of("umount", "-l", kept.toString()))).isEmpty();
        }
    }

    private boolean isTooLarge(String path) throws IOException {
        try {
            assertThat(trees.carryOut(path).kind()).isEqualTo(Kind.APPLIED);
            return false;
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
            return true;
        }
    }

    /** Takes the last room, as somebody else may. */
    private void fill() throws IOException {
        try (OutputStream filler = Files.newOutputStream(target.resolve("filler"))) {
            while (true) {
                filler.write(new byte[4096]);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left on device");
        }
    }

    private void assertCopiesAll(int first) throws IOException {
        for (int i = first; i < FILES; i++) {
            assertThat(trees.carryOut("f" + i).kind()).isEqualTo(Kind.APPLIED);
            assertThat(target.resolve("f" + i)).hasSameBinaryContentAs(trees.source.resolve("f" + i));
        }
    }

    private String reason(String path) throws IOException {
        return ((Verdict.Wait) trees.carryOut(path)).reason();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> entries = Files.list(target)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> !name.equals(".caravan"))
                    .toList();
        }
    }

    private static String mount(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** What it says where it fails. */
    private static String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), ISO_8859_1).strip();
        int status = process.waitFor();
        return status == 0 ? "" : output + " (status " + status + ")";
    }
}
