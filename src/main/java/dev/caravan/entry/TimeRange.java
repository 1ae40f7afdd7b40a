package dev.caravan.entry;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The range of times that a file system keeps; a time outside becomes the nearest within. ext4 with small inodes ends
 * in January 2038, with the usual ones in May 2446. Thread-safe.
 */
public final class TimeRange {
    /** All times: the range of a file system that was not probed. */
    public static final TimeRange ALL = new TimeRange(Instant.MIN, Instant.MAX);

    private static final Logger LOG = LoggerFactory.getLogger(TimeRange.class);

    private final Instant first;
    private final Instant last;
    private final AtomicBoolean isSaid = new AtomicBoolean();

    /** A range with both ends included. */
    public TimeRange(Instant first, Instant last) {
        this.first = first;
        this.last = last;
    }

    /** The nearest time in the range; logs a warning for the first time outside. */
    public Instant nearest(Instant time) {
        if (time.isBefore(first) || time.isAfter(last)) {
            if (!isSaid.getAndSet(true)) {
                LOG.warn(
                        "target: its file system keeps times from {} to {}; a time outside, as {} is, becomes the nearest of these,"
                                + " and counts as equal to it",
                        first,
                        last,
                        time);
            }
            return time.isBefore(first) ? first : last;
        }
        return time;
    }

    @Override
    public String toString() {
        return first + " to " + last;
    }
}
