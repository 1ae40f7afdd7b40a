package dev.caravan.reconcile;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.change.Entry;
import dev.caravan.change.RelativePath;
import java.time.Duration;
import java.time.Instant;

/**
 * Which directory was last seen under a path: another one under the same path, moved there, has to be walked whole.
 *
 * <p>Bounded. A directory that is not remembered counts as another one where its ctime, which a rename sets, is not older than
 * this memory; one walk too many does no harm. What was moved before that, the walk at the start finds.
 */
final class DirectoryIdentities {
    private static final int MAX_DIRECTORIES = 500_000;

    /** By how much the source's clock may be behind ours. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

    private final Cache<RelativePath, Long> inodes =
            Caffeine.newBuilder().maximumSize(MAX_DIRECTORIES).build();
    private final Instant since;

    /** Remembers nothing yet. */
    DirectoryIdentities(Instant since) {
        this.since = since.minus(CLOCK_SKEW);
    }

    /** Remembers, without asking. */
    void seen(RelativePath path, Entry directory) {
        inodes.put(path, directory.inode());
    }

    /** Remembers, and tells whether another directory may have stood there. */
    boolean replaced(RelativePath path, Entry directory) {
        Long before = inodes.getIfPresent(path);
        inodes.put(path, directory.inode());
        return before == null ? directory.changed().isAfter(since) : before != directory.inode();
    }
}
