package dev.caravan.entry;

import java.time.Duration;
import java.time.Instant;

/** Which times this JVM can give a file, and when two times are the same for a file system that keeps them in steps. */
public final class FileTimes {
    /** The JVM hands times on in nanoseconds, in 64 bits: April 2262. */
    private static final Instant LATEST = Instant.ofEpochSecond(0, Long.MAX_VALUE);

    private FileTimes() {}

    /**
     * The time that a file gets for this one: later than April 2262 becomes that, and before 1970 a fraction of a second is cut,
     * of which the JVM would otherwise make 1970.
     */
    public static Instant settable(Instant time) {
        if (time.isAfter(LATEST)) {
            return LATEST;
        }
        return time.getEpochSecond() < 0 ? Instant.ofEpochSecond(time.getEpochSecond()) : time;
    }

    /**
     * True where a file that was given the one time may show the other.
     *
     * @param step of the file system, 1 ns or more
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
