package dev.caravan.change;

import java.time.Instant;

/**
 * One entry to be looked at, whichever feed named it.
 *
 * @param path which one
 * @param ticket released when this task is done
 * @param heldSince when the first hint of this task was taken in
 * @param origin what asked for the look
 * @param waits how often a look found the entry still too young, 0 or more
 */
public record Task(RelativePath path, Ticket ticket, Instant heldSince, Origin origin, int waits) {
    /** What asked for a look. */
    public enum Origin {
        /** A feed named the entry. */
        HINT,
        /** The one look that follows a hint which may have been the echo of our own look. */
        RECHECK,
        /** The walk came by, and comes by everything below the entry too. */
        WALK,
        /** The walk has been through the directory, and nothing of its pass will change its times any more. */
        WALKED
    }

    /** The same task after a look that found it too young. */
    public Task waited() {
        return new Task(path, ticket, heldSince, origin, waits + 1);
    }

    /** The same task under another ticket. */
    public Task with(Ticket other) {
        return new Task(path, other, heldSince, origin, waits);
    }
}
