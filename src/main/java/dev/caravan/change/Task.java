package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.time.Instant;
import java.util.Optional;

/**
 * One entry to be looked at, whichever feed named it.
 *
 * @param path which one
 * @param directoryInode the inode number of the directory that the hint meant, which may stand under another path by now; 0 where
 *     the hint named the path
 * @param ticket released when this task is done
 * @param heldSince when the first hint of this task was taken in
 * @param origin what asked for the look
 * @param waits how often a look found the entry still too young, 0 or more
 * @param lateHint when the last hint was taken in, where that was so shortly before the look that another has to follow
 * @param rounds how often in a row it was held again although nothing that it waits for happens by itself
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
        /** A hint that may have been the echo of our own look, of a path that is not to be looked at again anyway. */
        RECHECK,
        /** The path is looked at again and again, later each time, since nothing proves that no hint of it was missed. */
        AGAIN,
        /** A comparison of all bytes found a difference that size and time do not show: these prove nothing. */
        CONTENT,
        /** The walk came by, and comes by everything below the entry too. */
        WALK,
        /** The walk has been through the directory, and nothing of its pass will change its times any more. */
        WALKED
    }

    /** One that was not held again yet, unless to become quiet. */
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

    /** Of a path, by which it was named. */
    public Task(RelativePath path, Ticket ticket, Instant heldSince, Origin origin, int waits) {
        this(path, 0, ticket, heldSince, origin, waits, Optional.empty());
    }

    /** The same task after a look that found it too young, held from then on for another look. */
    public Task waited() {
        return new Task(path, directoryInode, ticket, heldSince, origin, waits + 1, Optional.empty());
    }

    /** The same task after a look, or a copy, that came to nothing, held from then on for another. */
    public Task waitedInVain() {
        return new Task(path, directoryInode, ticket, heldSince, origin, waits + 1, Optional.empty(), rounds + 1);
    }

    /** The same task under another ticket. */
    public Task with(Ticket other) {
        return new Task(path, directoryInode, other, heldSince, origin, waits, lateHint, rounds);
    }

    /** The same task, asked for by something else. */
    public Task with(Origin other) {
        return new Task(path, directoryInode, ticket, heldSince, other, waits, lateHint, rounds);
    }

    /** The same task, whose last hint came shortly before its look. */
    public Task withLateHint(Instant last) {
        return new Task(path, directoryInode, ticket, heldSince, origin, waits, Optional.of(last), rounds);
    }

    /** The same task for another place. */
    public Task at(RelativePath place, long directory) {
        return new Task(place, directory, ticket, heldSince, origin, waits, lateHint, rounds);
    }

    /** The same task, begun anew as a hint's. */
    public Task anew(Instant now) {
        return new Task(path, directoryInode, ticket, now, Origin.HINT, 0, Optional.empty());
    }
}
