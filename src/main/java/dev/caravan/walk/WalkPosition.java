package dev.caravan.walk;

import dev.caravan.entry.RelativePath;
import java.time.Instant;

/**
 * How far a walk of the whole tree has come.
 *
 * @param began when the walk first began, however often it was cut off since
 * @param next the directory, in walk order, before which everything is done; null where everything is
 * @param number the walk's number, which tells which gaps were recorded before it began; null where an
 *     older version wrote this
 * @param under identifies the feed that has reported all changes behind the position since the walk
 *     began; null where unknown
 */
public record WalkPosition(Instant began, RelativePath next, Long number, String under) {
    /** A position that may be resumed under any feed. */
    public WalkPosition(Instant began, RelativePath next, long number) {
        this(began, next, number, null);
    }

    /** True where the walk was cut off after it had done something that need not be done again. */
    boolean canGoOn() {
        return next != null && !next.isRoot() && number != null;
    }

    /** The same position, of a walk that relies on this feed. */
    public WalkPosition under(String continuity) {
        return new WalkPosition(began, next, number, continuity);
    }
}
