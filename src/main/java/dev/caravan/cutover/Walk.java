package dev.caravan.cutover;

import java.time.Instant;
import java.util.Optional;

/** A walk of the whole source that was asked for. Any thread. */
public interface Walk {
    /** Empty until it has ended. */
    Optional<Result> result();

    /** For a person: how far it is. */
    String progress();

    /**
     * What a walk came to.
     *
     * @param began every entry was looked at then or later; before it was asked for where a walk that had been cut off went on
     * @param entries how many were looked at
     * @param complete false where something could not be listed or looked at
     */
    record Result(Instant began, Instant ended, long entries, boolean complete) {}
}
