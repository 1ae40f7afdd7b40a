package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.RelativePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeletionTest {
    @TempDir
    private Path folder;

    @Test
    void deletesAnEntryWithEverythingBelowItAndFollowsNoLink() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createFile(elsewhere.resolve("f"));
        Path target = Files.createDirectories(folder.resolve("target/a/b"))
                .getParent()
                .getParent();
        Files.createFile(target.resolve("a/b/f"));
        Files.createSymbolicLink(target.resolve("a/link"), elsewhere);
        Files.createSymbolicLink(target.resolve("a/dangling"), Path.of("nowhere"));
        Files.createFile(target.resolve("stays"));

        new Deletion(target).remove(new RelativePath("a"));
        assertThat(target).isDirectoryContaining(entry -> entry.endsWith("stays"));
        assertThat(target.resolve("a")).doesNotExist();
        assertThat(elsewhere.resolve("f")).exists();

        Files.createSymbolicLink(target.resolve("link"), elsewhere);
        new Deletion(target).remove(new RelativePath("link"));
        assertThat(elsewhere.resolve("f")).exists();
        assertThat(target.resolve("link")).doesNotExist();
    }

    @Test
    void saysWhereItFails() {
        assertThatThrownBy(() -> new Deletion(folder).remove(new RelativePath("gone")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("gone");
    }
}
