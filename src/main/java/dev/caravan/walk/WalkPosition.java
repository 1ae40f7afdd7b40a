package dev.caravan.walk;

import dev.caravan.entry.RelativePath;
import java.time.Instant;

/**
 * How far a walk of the whole tree has come.
 *
 * @param began when it began, however often it was cut off since
 * @param next in walk order, before which everything is done; null where all of it is
 * @param number the walk's, by which it is told what was recorded before it began; null where an older version wrote this
 * @param under what tells of changes behind the walk's place without a break since it began; null where nobody knows
 */
public record WalkPosition(Instant began, RelativePath next, Long number, String under) {
    /** Of a walk that may go on where what tells of changes is the same. */
    public WalkPosition(Instant began, RelativePath next, long number) {
        this(began, next, number, null);
    }

    /** True where a walk was cut off, and something of it need not be done again. */
    boolean canGoOn() {
        return next != null && !next.isRoot() && number != null;
    }

    /** The same place, of a walk that relies on this. */
    public WalkPosition under(String continuity) {
        return new WalkPosition(began, next, number, continuity);
    }
}
