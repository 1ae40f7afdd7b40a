package dev.caravan.trees;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.time.Duration;

/**
 * Directories of the target in which entries were changed since their own times were set. A network file system's client may go on
 * for a while to show the times that such a directory had before, which are the right ones, so what it shows of these is not
 * believed. Any thread.
 */
public final class TouchedDirectories {
    /** Longer than a client remembers attributes; NFS up to a minute if nobody tells it otherwise. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final int MAX_DIRECTORIES = 100_000;

    private final Cache<RelativePath, Boolean> touched = Caffeine.newBuilder()
            .maximumSize(MAX_DIRECTORIES)
            .expireAfterWrite(REMEMBERED)
            .build();

    /** An entry of it was changed, or may have been. */
    public void touch(RelativePath directory) {
        touched.put(directory, true);
    }

    /** Its times are going to be set; what changes from now on touches it again. */
    public void settle(RelativePath directory) {
        touched.invalidate(directory);
    }

    /** This entry of the target as it is to be believed. */
    public Entry believed(RelativePath path, Entry shown) {
        return shown.isDirectory() && touched.getIfPresent(path) != null ? shown.withoutTime() : shown;
    }
}
