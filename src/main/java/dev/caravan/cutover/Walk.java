package dev.caravan.cutover;

import java.time.Instant;
import java.util.Optional;

/** A requested walk of the whole source. Thread-safe. */
public interface Walk {
    /** The walk's result; empty until the walk has ended. */
    Optional<Result> result();

    /** The progress, as text for a person. */
    String progress();

    /**
     * The result of a walk.
     *
     * @param began every entry was looked at after this moment; it is before the request where the walk resumed one
     *     that was cut off
     * @param entries the number of entries that were looked at
     * @param complete false where something could not be listed or looked at
     */
    record Result(Instant began, Instant ended, long entries, boolean complete) {}
}
