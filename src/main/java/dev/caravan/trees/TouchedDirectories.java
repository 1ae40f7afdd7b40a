package dev.caravan.trees;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.time.Duration;

/**
 * Directories of the target in which entries were changed since the directories' own times were set. A network file
 * system's client may show such a directory's old times from its cache for a while, and those look right. So its times
 * are not believed. Thread-safe.
 */
public final class TouchedDirectories {
    /** Longer than a client caches attributes: NFS does so for up to a minute by default. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final int MAX_DIRECTORIES = 100_000;

    private final Cache<RelativePath, Boolean> touched = Caffeine.newBuilder()
            .maximumSize(MAX_DIRECTORIES)
            .expireAfterWrite(REMEMBERED)
            .build();

    /** An entry in this directory was changed, or may have been. */
    public void touch(RelativePath directory) {
        touched.put(directory, true);
    }

    /** The directory's times are about to be set; a later change touches it again. */
    public void settle(RelativePath directory) {
        touched.invalidate(directory);
    }

    /** The target's entry as shown, but without its times where those are not to be believed. */
    public Entry believed(RelativePath path, Entry shown) {
        return shown.isDirectory() && touched.getIfPresent(path) != null ? shown.withoutTime() : shown;
    }
}
