package dev.caravan.reconcile;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.time.Instant;

/**
 * Which directory was last seen under a path: another one under the same path, moved there, has to be walked whole, and again until
 * a walk of it began most of a quiet period after the move. Hints that were taken in before that may have been resolved to where
 * it stood.
 *
 * <p>Bounded. A directory that is not remembered counts as moved at its ctime, which a rename sets, where that is not older than
 * this memory; one walk too many does no harm. What was moved before that, the walk at the start finds.
 */
final class DirectoryIdentities {
    private static final int MAX_DIRECTORIES = 500_000;

    /** By how much the source's clock may be behind ours. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

    private static final long SETTLED = Long.MIN_VALUE;

    private final Cache<RelativePath, Identity> identities =
            Caffeine.newBuilder().maximumSize(MAX_DIRECTORIES).build();
    private final KnownEqual known;
    private final Instant since;
    private final long patienceMillis;

    /** The directory under a path, and a time by which it had been moved there; {@link #SETTLED} once it was walked since. */
    private record Identity(long identity, long movedMillis) {}

    /**
     * Remembers nothing yet.
     *
     * @param quiet of which an inode's path is remembered for half
     * @param known told of what is another directory than it was
     */
    DirectoryIdentities(Instant now, Duration quiet, KnownEqual known) {
        this.known = known;
        since = now.minus(CLOCK_SKEW);
        patienceMillis = quiet.toMillis() * 3 / 4;
    }

    /** Remembers, and tells whether the directory has to be walked; whoever asks walks it then, from now on. */
    boolean walkBegins(RelativePath path, Entry directory, Instant now) {
        Identity before = identities.getIfPresent(path);
        if (before == null) {
            known.mayBeMoved(path, directory, now);
        } else if (before.identity != identity(directory)) {
            known.moved(path, now);
        }
        long moved = moved(before, directory, now);
        boolean isLateEnough = moved != SETTLED && moved + patienceMillis <= now.toEpochMilli();
        identities.put(path, new Identity(identity(directory), isLateEnough ? SETTLED : moved));
        return moved != SETTLED;
    }

    /** What is below this directory was not walked after all: the next look finds that it has to be. */
    void notWalked(RelativePath path, Instant now) {
        identities.asMap().computeIfPresent(path, (same, last) -> new Identity(last.identity, now.toEpochMilli()));
    }

    /** A subvolume has inode numbers of its own, the same as those of others. */
    private static long identity(Entry directory) {
        return directory.inode() ^ Long.rotateLeft(directory.device(), Integer.SIZE);
    }

    private long moved(Identity before, Entry directory, Instant now) {
        if (before == null) {
            Instant changed = directory.changed();
            return changed.isBefore(since) ? SETTLED : Math.min(changed.toEpochMilli(), now.toEpochMilli());
        }
        return before.identity == identity(directory) ? before.movedMillis : now.toEpochMilli();
    }
}
