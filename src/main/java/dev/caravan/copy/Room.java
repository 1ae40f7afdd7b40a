package dev.caravan.copy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Escape;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.FileSystemException;

/**
 * Remembers the files that did not fit on the target. Such a file is tried again only when more space is free than at
 * its last try: each try fills the disk for everybody while it lasts. Thread-safe.
 */
final class Room {
    private static final int MAX_FILES = 10_000;

    private final Posix posix;
    private final Cache<RelativePath, Try> failed =
            Caffeine.newBuilder().maximumSize(MAX_FILES).build();

    /** A try that failed: the file's size, and the space that was free after it. */
    private record Try(long sizeBytes, long freeBytes) {}

    Room(Posix posix) {
        this.posix = posix;
    }

    /**
     * Checks, before a file is made, that it is worth a try.
     *
     * @throws IOException if the file did not fit at its last try and no more space is free now
     */
    void check(Place place, Entry source) throws IOException {
        Try last = failed.getIfPresent(place.path);
        if (last == null) {
            return;
        }
        long free = posix.space(place.folder()).freeBytes();
        if (source.size() >= last.sizeBytes && free <= last.freeBytes) {
            throw new FileSystemException(
                    Escape.latin1(place.path.latin1()),
                    null,
                    "there was no room for its " + source.size() + " bytes, and no more is free now than then: " + free
                            + " bytes");
        }
        failed.invalidate(place.path);
    }

    /** Notes that a file could not be made. Its unfinished copy has been deleted. */
    void failed(Place place, Entry source, IOException why) throws IOException {
        // A quota does not tell how much is left. A file smaller than the free space failed for another reason.
        long free = Errno.ENOSPC.is(why) ? posix.space(place.folder()).freeBytes() : Long.MAX_VALUE;
        if (source.size() > free) {
            failed.put(place.path, new Try(source.size(), free));
        }
    }
}
