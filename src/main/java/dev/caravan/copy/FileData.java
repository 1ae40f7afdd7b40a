package dev.caravan.copy;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The bytes of a regular file. */
final class FileData {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private FileData() {}

    /**
     * Copies the first {@code size} bytes, as fast as the bandwidth allows, into a new file that only its owner may read.
     *
     * @return how many were copied; fewer where the source has become shorter
     * @throws java.nio.file.NoSuchFileException if the source is gone
     * @throws ClosedByInterruptException if interrupted, also while waiting for bandwidth
     */
    static long copy(Path source, Path target, long size, Bandwidth bandwidth) throws IOException {
        try (FileChannel from = FileChannel.open(source, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
                FileChannel to = FileChannel.open(
                        target, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), PRIVATE)) {
            long at = 0;
            long granted = 0;
            while (at < size) {
                if (at == granted) {
                    granted += acquire(Math.min(size - at, bandwidth.chunkBytes()), bandwidth);
                }
                long moved = from.transferTo(at, granted - at, to);
                if (moved <= 0) {
                    break;
                }
                at += moved;
            }
            return at;
        }
    }

    private static long acquire(long bytes, Bandwidth bandwidth) throws ClosedByInterruptException {
        try {
            bandwidth.acquire(bytes);
            return bytes;
        } catch (InterruptedException e) {
            // What a channel does when it is interrupted.
            Thread.currentThread().interrupt();
            ClosedByInterruptException closed = new ClosedByInterruptException();
            closed.initCause(e);
            throw closed;
        }
    }
}
