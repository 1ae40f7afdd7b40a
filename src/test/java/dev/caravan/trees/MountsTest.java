package dev.caravan.trees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.Entries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MountsTest {
    private static final RelativePath SUBVOLUME = new RelativePath("subvolume");

    @TempDir
    private Path root;

    private String mounted = "";

    /** A subvolume of btrfs has a device number of its own and is no mount. */
    @Test
    void holdWhatIsOnTheRootsMountWhateverItsDevice() throws IOException {
        assertThat(mounts().hold(SUBVOLUME, on(1))).isTrue();
        assertThat(mounts().hold(SUBVOLUME.child("f"), on(1))).isTrue();
    }

    @Test
    void leaveOutWhatIsMountedBelow() throws IOException {
        mounted = "22 21 0:9 / " + root + "/other rw - tmpfs none rw\n";
        Mounts mounts = mounts();
        assertThat(mounts.hold(new RelativePath("other"), on(2))).isFalse();
        assertThat(mounts.hold(new RelativePath("other/f"), on(2))).isFalse();
        assertThat(mounts.hold(new RelativePath("others"), on(3))).isTrue();
    }

    @Test
    void askAnewForADeviceThatCameBackAsAnother() throws IOException {
        Mounts mounts = mounts();
        assertThat(mounts.hold(SUBVOLUME, on(1))).isTrue();
        mounted = "22 21 0:9 / " + root + "/subvolume rw - tmpfs none rw\n";
        mounts.forget();
        assertThat(mounts.hold(SUBVOLUME, on(1))).isFalse();
    }

    private Mounts mounts() throws IOException {
        return new Mounts(root, List.of(), () -> MountTable.of("21 1 8:1 / / rw - btrfs /dev/sda rw\n" + mounted));
    }

    private static Entry on(long device) {
        return Entries.at(Entries.directory(), device, 256);
    }
}
