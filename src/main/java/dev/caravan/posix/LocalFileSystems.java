package dev.caravan.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Which file systems take their times from this machine's clock: those that no other machine writes to. */
public final class LocalFileSystems {
    private static final Set<String> TYPES = Set.of(
            "bcachefs",
            "btrfs",
            "exfat",
            "ext2",
            "ext3",
            "ext4",
            "f2fs",
            "jfs",
            "nilfs2",
            "ntfs3",
            "overlay",
            "ramfs",
            "reiserfs",
            "tmpfs",
            "vfat",
            "xfs",
            "zfs");

    private LocalFileSystems() {}

    /** True for one that is known for it; everything else may be kept by another machine, with a clock of its own. */
    public static boolean hold(Path directory) throws IOException {
        return TYPES.contains(Files.getFileStore(directory).type());
    }
}
