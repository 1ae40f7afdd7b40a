package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.time.Instant;

/**
 * The time during which Caravan read an entry of the source, which the source's client may have logged as a lookup.
 *
 * @param begin before the first read
 * @param end after the last
 * @param bracketed true where canaries were looked up before and after it, so that the log shows its place
 */
public record Look(Instant begin, Instant end, boolean bracketed) {
    /** A look without canaries. */
    public Look(Instant begin, Instant end) {
        this(begin, end, false);
    }

    /** The same look with a later end. */
    public Look until(Instant later) {
        return new Look(begin, later, bracketed);
    }

    /** Told of each look, on the thread that looked. */
    @FunctionalInterface
    public interface Listener {
        /** Does nothing. */
        Listener NONE = (path, look) -> {};

        /** Called after the look and before its result is acted on. */
        void looked(RelativePath path, Look look);

        /** Calls this listener, then the other. */
        default Listener and(Listener other) {
            return (path, look) -> {
                looked(path, look);
                other.looked(path, look);
            };
        }
    }
}
