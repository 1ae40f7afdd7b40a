package dev.caravan.entry;

import java.time.Duration;
import java.time.Instant;

/**
 * A stretch of time, both ends included. Immutable; any thread.
 *
 * @param from its begin
 * @param to its end, not before {@code from}
 */
public record Window(Instant from, Instant to) {
    /** This window, widened on both sides by a possible clock difference. */
    public Window widenedBy(Duration margin) {
        return new Window(from.minus(margin), to.plus(margin));
    }

    /** The smallest window around both; null stands for no window. */
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
