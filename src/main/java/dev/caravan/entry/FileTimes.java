package dev.caravan.entry;

import java.time.Duration;
import java.time.Instant;

/**
 * Tells which times the JVM can set on a file, and when two times are equal on a file system that keeps them in steps.
 * Stateless; any thread.
 */
public final class FileTimes {
    /** The JVM passes times as nanoseconds in 64 bits, which end in April 2262. */
    private static final Instant LATEST = Instant.ofEpochSecond(0, Long.MAX_VALUE);

    private FileTimes() {}

    /**
     * The time that a file gets when this one is set. A time after April 2262 becomes that limit. Before 1970 a
     * fraction of a second is cut off, since the JVM would otherwise set a time in 1970.
     */
    public static Instant settable(Instant time) {
        if (time.isAfter(LATEST)) {
            return LATEST;
        }
        return time.getEpochSecond() < 0 ? Instant.ofEpochSecond(time.getEpochSecond()) : time;
    }

    /**
     * True where a file that was given one of these times may show the other.
     *
     * @param step the file system's step, 1 ns or more
     */
    public static boolean areEqual(Instant one, Instant other, Duration step) {
        return cut(settable(one), step).equals(cut(settable(other), step));
    }

    private static Instant cut(Instant time, Duration step) {
        long seconds = step.toSeconds();
        if (seconds > 0) {
            return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
        }
        return time.minusNanos(time.getNano() % step.toNanos());
    }
}
