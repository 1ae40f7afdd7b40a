package dev.caravan.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparingRemovalTest {
    private final Posix posix = new NativePosix();

    @TempDir
    private Path target;

    @BeforeEach
    void make() throws IOException {
        Files.createDirectories(target.resolve("gone/a/private"));
        Files.createDirectories(target.resolve("gone/b/c"));
        Files.writeString(target.resolve("gone/a/private/f"), "kept");
        Files.writeString(target.resolve("gone/a/g"), "goes");
        Files.writeString(target.resolve("gone/b/c/h"), "goes");
    }

    private void remove(String exclusions) throws IOException {
        Removal removal = new SparingRemoval(new Deletion(posix), posix, Exclusions.of(exclusions));
        try (Folder folder = posix.open(target, RelativePath.ROOT)) {
            removal.remove(folder, "gone", new RelativePath("gone"));
        }
    }

    @Test
    void leavesWhatIsExcludedBelowADirectoryThatGoes() {
        assertThatThrownBy(() -> remove("private")).hasMessageContaining("gone: is not on the source, and stays");
        assertThat(target.resolve("gone/a/private/f")).hasContent("kept");
        assertThat(target.resolve("gone/a/g")).doesNotExist();
        assertThat(target.resolve("gone/b")).doesNotExist();
    }

    @Test
    void removesTheWholeWhereNothingInItIsExcluded() throws IOException {
        remove("elsewhere");
        assertThat(target.resolve("gone")).doesNotExist();
    }

    @Test
    void removesTheWholeWhereNothingIsExcluded() throws IOException {
        remove("");
        assertThat(target.resolve("gone")).doesNotExist();
    }
}
