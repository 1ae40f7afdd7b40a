package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The target is one that still shows the time that a directory had before an entry in it was changed. */
class TouchedDirectoryTest {
    private static final FileTime THEN = FileTime.from(Instant.parse("2026-01-02T03:04:05Z"));

    @TempDir
    private Path folder;

    private TwoTrees trees;

    @BeforeEach
    void makeTrees() throws IOException {
        trees = new TwoTrees(folder);
        for (Path root : new Path[] {trees.source, trees.target}) {
            Files.createDirectories(root.resolve("d"));
        }
        Files.createFile(trees.source.resolve("d/new"));
        Files.createFile(trees.target.resolve("d/gone"));
        showTheOldTime();
    }

    private void showTheOldTime() throws IOException {
        for (Path root : new Path[] {trees.source, trees.target}) {
            Files.setLastModifiedTime(root.resolve("d"), THEN);
        }
    }

    @Test
    void isBelievedAgainOnceItsTimesAreSet() throws IOException {
        assertThat(isTimeEqual()).isTrue();
        trees.carryOut("d/new");
        showTheOldTime();
        assertThat(isTimeEqual()).isFalse();
        trees.carryOut("d");
        assertThat(isTimeEqual()).isTrue();
    }

    @Test
    void isNotBelievedAfterARemovalEither() throws IOException {
        trees.carryOut("d/gone");
        showTheOldTime();
        assertThat(isTimeEqual()).isFalse();
    }

    @Test
    void isBelievedWhereOnlyAttributesOfAnEntryWereChanged() throws IOException {
        trees.carryOut("d/new");
        trees.carryOut("d");
        Files.setPosixFilePermissions(trees.source.resolve("d/new"), PosixFilePermissions.fromString("r--------"));
        trees.carryOut("d/new");
        assertThat(isTimeEqual()).isTrue();
    }

    private boolean isTimeEqual() throws IOException {
        return trees.ofSource("d").modified().equals(trees.ofTarget("d").modified());
    }
}
