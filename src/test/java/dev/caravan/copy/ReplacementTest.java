package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.posix.Faults;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.PortablePosix;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory in a file's place, or a file in a directory's, where the trash takes nothing. */
class ReplacementTest {
    @TempDir
    private Path folder;

    private TwoTrees trees;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void losesNothingWhateverElseFails(boolean ontoDirectory) throws IOException {
        Faults counting = new Faults(0, false);
        carryOut(counting, ontoDirectory);
        assertThat(counting.calls()).isGreaterThan(5);
        for (int failing = 1; failing <= counting.calls(); failing++) {
            carryOut(new Faults(failing, false), ontoDirectory);
            String as = "call %d fails".formatted(failing);
            assertThat(holdsOld(trees.target)).as(as).isTrue();

            // The trash is mended, and the next try succeeds.
            Files.delete(trees.target.resolve(".caravan/trash"));
            assertThat(trees.carryOut("e").kind()).as(as).isEqualTo(Kind.APPLIED);
            assertThat(Files.isDirectory(trees.target.resolve("e"), LinkOption.NOFOLLOW_LINKS))
                    .as(as)
                    .isEqualTo(!ontoDirectory);
            // In the trash, or under the temporary name, where it could neither go there nor back.
            assertThat(holdsOld(trees.target)).as(as).isTrue();
        }
    }

    /** A directory is copied while what is in it comes by itself, and makes it. */
    @Test
    void looksAgainAtADirectoryThatWasMadeAndFilledMeanwhile() throws IOException {
        trees = new TwoTrees(folder);
        Files.writeString(Files.createDirectory(trees.source.resolve("d")).resolve("f"), "content");
        // A file at first, and then an empty directory, so that it comes to a rename.
        Files.createFile(trees.target.resolve("d"));
        Verdict verdict = trees.verdict("d");
        Files.delete(trees.target.resolve("d"));
        Files.createDirectory(trees.target.resolve("d"));
        Posix posix = new PortablePosix() {
            @Override
            public void rename(Path from, Path to) throws IOException {
                if (to.endsWith("d")) {
                    assertThat(trees.carryOut("d/f").kind()).isEqualTo(Kind.APPLIED);
                }
                super.rename(from, to);
            }
        };
        assertThat(trees.copier(posix).carryOut(verdict).kind()).isEqualTo(Kind.WAIT);
        assertThat(trees.target.resolve("d/f")).hasContent("content");
        try (Stream<Path> entries = Files.list(trees.target)) {
            assertThat(entries.map(Path::getFileName).map(Path::toString)).containsExactlyInAnyOrder("d", ".caravan");
        }
        assertThat(trees.carryOut("d").kind()).isEqualTo(Kind.APPLIED);
    }

    private void carryOut(Faults faults, boolean ontoDirectory) throws IOException {
        trees = new TwoTrees(Files.createTempDirectory(folder, "try"));
        Path old = trees.target.resolve("e");
        if (ontoDirectory) {
            Files.writeString(trees.source.resolve("e"), "newer");
            Files.writeString(Files.createDirectory(old).resolve("inside"), "old");
        } else {
            Files.createDirectory(trees.source.resolve("e"));
            Files.writeString(old, "old");
        }
        Files.createFile(trees.target.resolve(".caravan/trash"));
        Verdict verdict = trees.verdict("e");
        try {
            Kind kind = trees.copier(faults.around(new NativePosix()))
                    .carryOut(verdict)
                    .kind();
            throw new AssertionError("the trash took something: " + kind);
        } catch (IOException e) {
            assertThat(e).isNotNull();
        }
    }

    private static boolean holdsOld(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .anyMatch(path -> content(path).equals("old"));
        }
    }

    private static String content(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
