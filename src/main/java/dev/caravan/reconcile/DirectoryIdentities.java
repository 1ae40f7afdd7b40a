package dev.caravan.reconcile;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.time.Instant;

/**
 * Remembers which directory was last seen at a path. A different one, which was moved there, has to be walked, and
 * walked again until a walk of it began at least three quarters of a quiet period after the move: hints that were taken
 * in before may have been resolved to its old path. Thread-safe.
 *
 * <p>Bounded. A directory that is not remembered counts as moved at its ctime, which a rename sets, unless that is
 * older than this memory; one walk too many does no harm. Older moves are found by the walk at the start.
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

    /**
     * The directory at a path, and a time by which it had been moved there; {@link #SETTLED} once it was walked since.
     */
    private record Identity(long identity, long movedMillis) {}

    /**
     * Begins with no directories.
     *
     * @param quiet the quiet period; an inode's path is cached for half of it
     * @param known told of each directory that is another one than before
     */
    DirectoryIdentities(Instant now, Duration quiet, KnownEqual known) {
        this.known = known;
        since = now.minus(CLOCK_SKEW);
        patienceMillis = quiet.toMillis() * 3 / 4;
    }

    /** Remembers the directory. Returns whether it has to be walked; the caller then begins that walk now. */
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

    /** Records that what is below this directory was not walked: the next look finds that it has to be. */
    void notWalked(RelativePath path, Instant now) {
        identities.asMap().computeIfPresent(path, (same, last) -> new Identity(last.identity, now.toEpochMilli()));
    }

    /** The device number counts too: a btrfs subvolume has its own inode numbers, which others have as well. */
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
