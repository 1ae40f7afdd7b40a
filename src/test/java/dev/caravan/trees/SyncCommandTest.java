package dev.caravan.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.RelativePath;
import dev.caravan.posix.LostWritesException;
import dev.caravan.posix.Lstat;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.PortablePosix;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyncCommandTest {
    @TempDir
    private Path folder;

    @Test
    void syncsADirectoryOfAnyName() throws IOException {
        Path target = Files.createDirectory(folder.toRealPath().resolve("a b\t-c"));
        long device = Lstat.readFollowing(target).device();
        for (Posix posix : List.of(new NativePosix(), new PortablePosix())) {
            assertThatCode(() -> new SyncCommand(posix, target, device).sync()).doesNotThrowAnyException();
        }
        assertThatCode(() -> new NativePosix().syncFileSystem(target)).doesNotThrowAnyException();
    }

    @Test
    void asksNoOtherDiskThanTheTargets() {
        SyncCommand other = new SyncCommand(new NativePosix(), Path.of("/proc"), 1);
        assertThatThrownBy(other::sync)
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(LostWritesException.class)
                .hasMessageContaining("still mounted");
        SyncCommand gone = new SyncCommand(new NativePosix(), folder.resolve("gone"), 1);
        assertThatThrownBy(gone::sync).isInstanceOf(IOException.class);
    }

    @Test
    void findsWhatIsMountedBelow() {
        List<String> lines = List.of(
                "22 1 8:1 / / rw - ext4 /dev/sda1 rw",
                "31 22 0:40 / /mnt/new rw shared:1 - xfs /dev/sdb rw",
                "32 31 0:41 / /mnt/new/a\\040b rw - tmpfs x rw",
                "33 31 0:42 / /mnt/new/d/e rw - nfs host:/e rw",
                "34 22 0:43 / /mnt/newer rw - xfs /dev/sdc rw");
        assertThat(SyncCommand.mountsBelow("/mnt/new", lines))
                .containsExactly(new RelativePath("a b"), new RelativePath("d/e"));
        assertThat(SyncCommand.mountsBelow("/", lines)).hasSize(4);
        assertThat(SyncCommand.mountsBelow("/mnt/newer", lines)).isEmpty();
    }
}
