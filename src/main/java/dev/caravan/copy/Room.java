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
 * Files for which there was no room: each is tried again when the target has more than it had then, and not before, since a try fills
 * all that is left, for everybody, for as long as it lasts. Any thread.
 */
final class Room {
    private static final int MAX_FILES = 10_000;

    private final Posix posix;
    private final Cache<RelativePath, Try> failed =
            Caffeine.newBuilder().maximumSize(MAX_FILES).build();

    /** How large the file was, and how much was free after it. */
    private record Try(long sizeBytes, long freeBytes) {}

    Room(Posix posix) {
        this.posix = posix;
    }

    /**
     * Asks before a file is made.
     *
     * @throws IOException if there was no room for it, and is no more now
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

    /** Making it failed; what was made of it is gone again. */
    void failed(Place place, Entry source, IOException why) throws IOException {
        // What a quota leaves, nobody tells; and what would fit lacks something else.
        long free = Errno.ENOSPC.is(why) ? posix.space(place.folder()).freeBytes() : Long.MAX_VALUE;
        if (source.size() > free) {
            failed.put(place.path, new Try(source.size(), free));
        }
    }
}
