package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.time.Instant;
import java.util.Optional;

/**
 * One entry to be looked at, whichever feed named it. Immutable; any thread.
 *
 * @param path the entry's path
 * @param directoryInode the inode number of the directory that the hint meant, which may be at another path by now; 0
 *     where the hint named the path
 * @param ticket released when this task is done
 * @param heldSince when the first hint of this task was taken in
 * @param origin what asked for the look
 * @param waits how often a look found the entry still too young, 0 or more
 * @param lateHint when the last hint was taken in, where that was so shortly before the look that a second look has to
 *     follow; otherwise empty
 * @param rounds how often in a row the task was held again for a reason that does not pass by itself, 0 or more
 */
public record Task(
        RelativePath path,
        long directoryInode,
        Ticket ticket,
        Instant heldSince,
        Origin origin,
        int waits,
        Optional<Instant> lateHint,
        int rounds) {
    /** What asked for a look. */
    public enum Origin {
        /** A feed named the entry. */
        HINT,
        /** A hint that may have been the echo of our own look named a path that is not to be looked at again anyway. */
        RECHECK,
        /** The path is looked at again, at growing intervals, since nothing proves that no hint for it was missed. */
        AGAIN,
        /** A comparison of all bytes found a difference that size and time do not show, so these prove nothing. */
        CONTENT,
        /** A walk came to the entry, and comes to everything below it too. */
        WALK,
        /** A walk has finished the directory, and will not change its times any more. */
        WALKED,
        /** Entries in the directory have to be looked at, more than are held one by one: it is walked. */
        ENTRIES
    }

    /** A task that was never held again, except to become quiet. */
    public Task(
            RelativePath path,
            long directoryInode,
            Ticket ticket,
            Instant heldSince,
            Origin origin,
            int waits,
            Optional<Instant> lateHint) {
        this(path, directoryInode, ticket, heldSince, origin, waits, lateHint, 0);
    }

    /** A task whose hint named the path. */
    public Task(RelativePath path, Ticket ticket, Instant heldSince, Origin origin, int waits) {
        this(path, 0, ticket, heldSince, origin, waits, Optional.empty());
    }

    /** The same task after a look that found the entry too young; it is held for another look. */
    public Task waited() {
        return new Task(path, directoryInode, ticket, heldSince, origin, waits + 1, Optional.empty());
    }

    /** The same task after a look or a copy that came to nothing; it is held for another. */
    public Task waitedInVain() {
        return new Task(path, directoryInode, ticket, heldSince, origin, waits + 1, Optional.empty(), rounds + 1);
    }

    /** The same task under another ticket. */
    public Task with(Ticket other) {
        return new Task(path, directoryInode, other, heldSince, origin, waits, lateHint, rounds);
    }

    /** The same task with another origin. */
    public Task with(Origin other) {
        return new Task(path, directoryInode, ticket, heldSince, other, waits, lateHint, rounds);
    }

    /** The same task, whose last hint came shortly before its look. */
    public Task withLateHint(Instant last) {
        return new Task(path, directoryInode, ticket, heldSince, origin, waits, Optional.of(last), rounds);
    }

    /** The same task for another path. */
    public Task at(RelativePath place, long directory) {
        return new Task(place, directory, ticket, heldSince, origin, waits, lateHint, rounds);
    }

    /** The same task, begun again as if a hint had just come. */
    public Task anew(Instant now) {
        return new Task(path, directoryInode, ticket, now, Origin.HINT, 0, Optional.empty());
    }
}
