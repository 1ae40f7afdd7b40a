package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.time.Instant;

/**
 * The stretch of time in which Caravan read a source entry, which the source's client may have logged as a lookup.
 *
 * @param begin before the first read
 * @param end after the last
 * @param bracketed true where a canary was looked up before it and another after it, so that the log shows where it was
 */
public record Look(Instant begin, Instant end, boolean bracketed) {
    /** A look that no canaries tell of. */
    public Look(Instant begin, Instant end) {
        this(begin, end, false);
    }

    /** The same look, read on until then. */
    public Look until(Instant later) {
        return new Look(begin, later, bracketed);
    }

    /** Told of each look, by whichever thread looked. */
    @FunctionalInterface
    public interface Listener {
        /** Does nothing. */
        Listener NONE = (path, look) -> {};

        /** Called after the look and before what it led to. */
        void looked(RelativePath path, Look look);

        /** This one, then the other. */
        default Listener and(Listener other) {
            return (path, look) -> {
                looked(path, look);
                other.looked(path, look);
            };
        }
    }
}
