package dev.caravan.removal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.Files;
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

        remove(target, "a");
        assertThat(target).isDirectoryContaining(entry -> entry.endsWith("stays"));
        assertThat(target.resolve("a")).doesNotExist();
        assertThat(elsewhere.resolve("f")).exists();

        Files.createSymbolicLink(target.resolve("link"), elsewhere);
        remove(target, "link");
        assertThat(elsewhere.resolve("f")).exists();
        assertThat(target.resolve("link")).doesNotExist();
    }

    private static void remove(Path target, String name) throws IOException {
        Posix posix = new NativePosix();
        try (Folder holder = posix.open(target.toRealPath(), RelativePath.ROOT)) {
            new Deletion(posix).remove(holder, name, new RelativePath(name));
        }
    }
}
