package dev.caravan.entry;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Of which files equal size and time prove that the data is equal, too: of those that the source has not changed, by their ctime,
 * since this migration knew them equal. That is since a copy or a comparison of their data, which is remembered for the last ones; of
 * all others since the last complete walk, or the beginning. Any thread.
 *
 * <p>A ctime is set by the kernel, and no program can put it back. It tells nothing where a directory above was moved to the path,
 * since that leaves the ctime of what is in it as it was: of that, nothing is known.
 */
public final class KnownEqual {
    /** 24 MiB. */
    private static final int MOST_FILES = 1 << 20;

    private static final int MOST_MOVED = 10_000;

    /** A file system may keep whole seconds, and its kernel take them from a clock that is a little behind. */
    private static final Duration STEP = Duration.ofSeconds(2);

    private final IdentityTable files = new IdentityTable(MOST_FILES);
    private final Map<RelativePath, Instant> moved = new ConcurrentHashMap<>();
    private volatile Base base;

    /**
     * Since when what is not remembered is known.
     *
     * @param since a source's ctime from then on proves nothing
     * @param unsynced a target's ctime within proves nothing: the machine, or this program, ended before what was written then was
     *     on its disk; null where there is no such time
     * @param lost a target's ctime within proves that the data may be lost, whatever a read shows; null where there is no such time
     */
    public record Base(Instant since, Window unsynced, Window lost) {
        boolean isUnsynced(Instant moment) {
            return unsynced != null && unsynced.holds(moment);
        }

        boolean isLost(Instant moment) {
            return lost != null && lost.holds(moment);
        }

        /** True where an entry that is made on the target at this moment looks like what is not to be believed. */
        private boolean mayDoubt(Instant now) {
            return (unsynced != null && !now.isAfter(unsynced.to())) || (lost != null && !now.isAfter(lost.to()));
        }
    }

    /** What equal size and time of a file say of its data. */
    public enum Trust {
        /** It is equal. */
        EQUAL,
        /** Nothing: it has to be compared. */
        IN_DOUBT,
        /** It has to be copied, since what is read may not be what is on the disk. */
        LOST
    }

    /** Remembers no file yet. */
    public KnownEqual(Base base) {
        this.base = base;
    }

    /** For whoever only compares sizes and times: equal ones are equal. */
    public static KnownEqual trusting() {
        return new KnownEqual(new Base(Instant.MAX, null, null));
    }

    public Base base() {
        return base;
    }

    /** Knows from now on by another base, which may be less; what is remembered stays. */
    public void rebase(Base now) {
        base = now;
    }

    /** All files that are remembered, as numbers that {@link #remember} takes. */
    public long[] remembered() {
        return files.all();
    }

    /** Remembers these files, too: those of a process that has ended in order, since when nobody wrote to the target. */
    public void remember(long[] remembered) {
        files.putAll(remembered);
    }

    /** Nothing is remembered any more. */
    public void forgetFiles() {
        files.clear();
    }

    /** What equal size and time of these two say; of all but files, and of empty ones, they say all there is to say. */
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

    /** True where {@link #proved} has something to remember; mostly a ctime is old enough to speak for itself. */
    public boolean isWorthRemembering(RelativePath path, Entry source, Instant now) {
        Base known = base;
        return hasData(source) && (!source.changed().isBefore(known.since()) || known.mayDoubt(now) || isMoved(path));
    }

    /**
     * The target's file was made of the source's, or its data compared with it, and the source was still the same afterwards.
     *
     * @param lookBegan before the first of it; where the source changed so shortly before that a later change may have the same
     *     ctime, this proves nothing
     */
    public void proved(RelativePath path, Entry source, Entry target, Instant lookBegan) {
        if (source.changed().plus(STEP).isBefore(lookBegan)) {
            files.put(key(path, source, target), source.inode(), nanos(source.changed()));
        }
    }

    /** Another directory stands under this path than did. */
    public void moved(RelativePath directory, Instant now) {
        if (!moved.containsKey(directory)) {
            moved.putIfAbsent(moved.size() < MOST_MOVED ? directory : RelativePath.ROOT, now);
        }
    }

    /**
     * Nobody remembers which directory stood under this path. Where it has a ctime since the base that is not its mtime, as a rename
     * leaves it, it may be another; so many of these are taken for that as leave room for those that certainly are.
     */
    public void mayBeMoved(RelativePath path, Entry directory, Instant now) {
        boolean looksMoved = !path.isRoot()
                && !directory.changed().isBefore(base.since())
                && directory.changed().isAfter(directory.modified().plus(STEP));
        if (looksMoved && moved.size() < MOST_MOVED / 2) {
            moved(path, now);
        }
    }

    /** Which were moved and when, in no order; the root stands for more than can be remembered. */
    public Map<RelativePath, Instant> moved() {
        return Map.copyOf(moved);
    }

    /** A walk of the whole tree that began then has looked at all that was moved before. */
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

    /** All names of a file that lead to one copy are known together. */
    private static long key(RelativePath path, Entry source, Entry target) {
        long hash = source.isHardLinked() ? 31 * source.inode() + target.inode() : Fnv1a.hash(path.latin1());
        long mixed = mixed(hash + mixed(source.device()));
        return mixed == 0 ? 1 : mixed;
    }

    /** Any change of a bit changes about half of them. */
    private static long mixed(long number) {
        long mixed = (number ^ (number >>> 32)) * 0x9e3779b97f4a7c15L;
        return mixed ^ (mixed >>> 29);
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000L + time.getNano();
    }
}
