package dev.caravan.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountTableTest {
    private static final Path ROOT = Path.of("/srv/old");

    @TempDir
    private Path folder;

    private Path file;
    private MountTable table;

    @BeforeEach
    void writeTable() throws IOException {
        file = Files.writeString(folder.resolve("mountinfo"), """
                22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
                40 22 0:40 / /srv/old rw - btrfs /dev/sdb rw
                41 40 0:51 / /srv/old/with\\040blank rw shared:2 - nfs host:/x rw
                42 22 0:52 / /srv/older rw - tmpfs none rw
                """);
        table = new MountTable(ROOT, file);
    }

    /** What has another device number and is not in the table: a subvolume. */
    @Test
    void knowsWhatIsMountedBelowTheRootAndNothingElse() throws IOException {
        assertThat(isMounted("home", 70)).isFalse();
        assertThat(isMounted("home/mail", 70)).isFalse();
        assertThat(isMounted("with blank", 51)).isTrue();
        assertThat(isMounted("with blank/a/b", 51)).isTrue();
        assertThat(isMounted("with", 71)).isFalse();
        assertThat(isMounted("er", 52)).isFalse();
    }

    @Test
    void countsNoMountThatBelongsToTheSource() throws IOException {
        assertThat(table.isMounted(new RelativePath("with blank/sub"), 72, Set.of(new RelativePath("with blank"))))
                .isFalse();
    }

    /** An automounter mounts where somebody looks. */
    @Test
    void looksAgainForADeviceThatIsNew() throws IOException {
        assertThat(isMounted("auto/x", 80)).isFalse();
        Files.writeString(file, "43 40 0:81 / /srv/old/auto/x rw - nfs host:/x rw\n");
        assertThat(isMounted("auto/x/f", 81)).isTrue();
    }

    @Test
    void knowsTheRootOfAll() throws IOException {
        assertThat(new MountTable(Path.of("/"), file).isMounted(new RelativePath("srv/older"), 52, Set.of()))
                .isTrue();
    }

    @Test
    void saysThatItDoesNotKnow() {
        MountTable none = new MountTable(ROOT, folder.resolve("none"));
        assertThatThrownBy(() -> none.isMounted(new RelativePath("a"), 1, Set.of()))
                .isInstanceOf(IOException.class);
    }

    private boolean isMounted(String path, long device) throws IOException {
        return table.isMounted(new RelativePath(path), device, Set.of());
    }
}
