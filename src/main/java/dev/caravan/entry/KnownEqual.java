package dev.caravan.entry;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells for which files equal size and mtime prove equal data: for those that, by their ctime, the source has
 * not changed since this migration knew them to be equal. For recent files that is since the last copy or
 * comparison of their data, which is remembered; for all others since the base, which is the last complete walk
 * or the beginning. Thread-safe.
 *
 * <p>A ctime is set by the kernel, and no program can set it back. But it proves nothing where a directory above was
 * moved to the path, since a move leaves the ctimes of the files below unchanged: nothing is known about those.
 */
public final class KnownEqual {
    /** 24 MiB of memory. */
    private static final int MOST_FILES = 1 << 20;

    private static final int MOST_MOVED = 10_000;

    /** A file system may keep times in whole seconds, and the kernel's clock for them may be a little behind. */
    private static final Duration STEP = Duration.ofSeconds(2);

    private final IdentityTable files = new IdentityTable(MOST_FILES);
    private final Map<RelativePath, Instant> moved = new ConcurrentHashMap<>();
    private volatile Base base;

    /**
     * The time since which files that are not remembered are known to be equal.
     *
     * @param since a source's ctime at or after this proves nothing
     * @param unsynced a target's ctime in this window proves nothing: the machine or the process ended before the data
     *     was on disk; null where there is no such window
     * @param lost a target's ctime in this window means that the data may be lost, whatever a read shows; null where
     *     there is no such window
     */
    public record Base(Instant since, Window unsynced, Window lost) {
        boolean isUnsynced(Instant moment) {
            return unsynced != null && unsynced.holds(moment);
        }

        boolean isLost(Instant moment) {
            return lost != null && lost.holds(moment);
        }

        /** True where an entry that is made on the target now would have a ctime in one of the windows. */
        private boolean mayDoubt(Instant now) {
            return (unsynced != null && !now.isAfter(unsynced.to())) || (lost != null && !now.isAfter(lost.to()));
        }
    }

    /** What equal size and mtime of a file say about its data. */
    public enum Trust {
        /** The data is equal. */
        EQUAL,
        /** Nothing: the data has to be compared. */
        IN_DOUBT,
        /** The file has to be copied again: a read may show cached data that is not on the disk. */
        LOST
    }

    /** Begins with no remembered files. */
    public KnownEqual(Base base) {
        this.base = base;
    }

    /** Trusts equal sizes and times, for a caller that compares nothing else. */
    public static KnownEqual trusting() {
        return new KnownEqual(new Base(Instant.MAX, null, null));
    }

    public Base base() {
        return base;
    }

    /** Replaces the base; remembered files stay. */
    public void rebase(Base now) {
        base = now;
    }

    /** All remembered files, as numbers that {@link #remember} takes. */
    public long[] remembered() {
        return files.all();
    }

    /** Adds the files that an earlier process remembered. It ended in order, and nobody has written to the target since. */
    public void remember(long[] remembered) {
        files.putAll(remembered);
    }

    /** Forgets all remembered files. */
    public void forgetFiles() {
        files.clear();
    }

    /**
     * What equal size and mtime of these two say. For entries without data, and for empty files,
     * they always prove equality.
     */
    public Trust of(RelativePath path, Entry source, Entry target) {
        if (!hasData(source) || !hasData(target)) {
            return Trust.EQUAL;
        }
        IdentityTable.Found found = files.find(key(path, source, target), source.inode(), nanos(source.changed()));
        if (found == IdentityTable.Found.SAME) {
            return Trust.EQUAL;
        }
        Base known = base;
        if (known.isLost(target.changed())) {
            return Trust.LOST;
        }
        boolean isInDoubt = found == IdentityTable.Found.OTHER
                || !source.changed().isBefore(known.since())
                || known.isUnsynced(target.changed())
                || isMoved(path);
        return isInDoubt ? Trust.IN_DOUBT : Trust.EQUAL;
    }

    private static boolean hasData(Entry entry) {
        return entry.type() == Entry.Type.FILE && entry.size() > 0;
    }

    /** True where {@link #proved} has something to remember. Mostly it has not, since the ctime is old enough. */
    public boolean isWorthRemembering(RelativePath path, Entry source, Instant now) {
        Base known = base;
        return hasData(source) && (!source.changed().isBefore(known.since()) || known.mayDoubt(now) || isMoved(path));
    }

    /**
     * Remembers that the target's file was copied from the source's or compared with it, and that the
     * source was unchanged afterwards.
     *
     * @param lookBegan when that began. Where the source changed so shortly before that a later change may have the
     *     same ctime, nothing is remembered
     */
    public void proved(RelativePath path, Entry source, Entry target, Instant lookBegan) {
        if (isProvable(source, lookBegan)) {
            files.put(key(path, source, target), source.inode(), nanos(source.changed()));
        }
    }

    /**
     * True where a later change of the source's entry is sure to have another ctime than it has now.
     *
     * @param lookBegan when the look began that saw it
     */
    public static boolean isProvable(Entry source, Instant lookBegan) {
        return source.changed().plus(STEP).isBefore(lookBegan);
    }

    /** Records that another directory is at this path than before. */
    public void moved(RelativePath directory, Instant now) {
        if (!moved.containsKey(directory)) {
            moved.putIfAbsent(moved.size() < MOST_MOVED ? directory : RelativePath.ROOT, now);
        }
    }

    /**
     * Records that another directory may be at this path: the one before is not known, and since the base this
     * one got a ctime later than its mtime, as a rename leaves it. These take at most half of the room, so that
     * known moves always fit.
     */
    public void mayBeMoved(RelativePath path, Entry directory, Instant now) {
        boolean looksMoved = !path.isRoot()
                && !directory.changed().isBefore(base.since())
                && directory.changed().isAfter(directory.modified().plus(STEP));
        if (looksMoved && moved.size() < MOST_MOVED / 2) {
            moved(path, now);
        }
    }

    /** The moved directories and when they were found, unordered; the root stands for more than can be remembered. */
    public Map<RelativePath, Instant> moved() {
        return Map.copyOf(moved);
    }

    /** Forgets the moves before this moment, when a complete walk began that has looked at them. */
    public void forgetMovedBefore(Instant moment) {
        moved.values().removeIf(at -> at.isBefore(moment));
    }

    private boolean isMoved(RelativePath path) {
        if (moved.isEmpty()) {
            return false;
        }
        for (RelativePath each = path; !each.isRoot(); each = each.parent()) {
            if (moved.containsKey(each.parent())) {
                return true;
            }
        }
        return false;
    }

    /** The key: one for all hard links of a file that lead to one copy. */
    private static long key(RelativePath path, Entry source, Entry target) {
        long hash = source.isHardLinked() ? 31 * source.inode() + target.inode() : Fnv1a.hash(path.latin1());
        long mixed = mixed(hash + mixed(source.device()));
        return mixed == 0 ? 1 : mixed;
    }

    /** Mixes the bits, so that a change of one bit changes about half of them. */
    private static long mixed(long number) {
        long mixed = (number ^ (number >>> 32)) * 0x9e3779b97f4a7c15L;
        return mixed ^ (mixed >>> 29);
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }
}
