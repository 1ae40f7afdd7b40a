package dev.caravan.posix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Knows the file systems that take their times from this machine's clock, since no other machine writes to them.
 * Stateless; any thread.
 */
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

    /**
     * True where the directory is on such a file system; any other may be kept by another machine with its own clock.
     */
    public static boolean hold(Path directory) throws IOException {
        return TYPES.contains(Files.getFileStore(directory).type());
    }
}
