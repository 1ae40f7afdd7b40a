package dev.caravan.entry;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of time, both ends in it.
 *
 * @param from where it begins
 * @param to where it ends, not before {@code from}
 */
public record Window(Instant from, Instant to) {
    /** A window that may be as wide as this on both sides too, since it is told by another clock. */
    public Window widenedBy(Duration margin) {
        return new Window(from.minus(margin), to.plus(margin));
    }

    /** The smallest that holds both; either may be null, which is no time at all. */
    public static Window around(Window one, Window other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return new Window(
                one.from.isBefore(other.from) ? one.from : other.from, one.to.isAfter(other.to) ? one.to : other.to);
    }

    boolean holds(Instant moment) {
        return !moment.isBefore(from) && !moment.isAfter(to);
    }
}
