package dev.caravan.entry;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The times that a file system keeps: those outside become the nearest of them. An ext4 with small inodes ends in January 2038, one
 * with usual ones in May 2446. Any thread.
 */
public final class TimeRange {
    /** As far as nobody knows better. */
    public static final TimeRange ALL = new TimeRange(Instant.MIN, Instant.MAX);

    private static final Logger LOG = LoggerFactory.getLogger(TimeRange.class);

    private final Instant first;
    private final Instant last;
    private final AtomicBoolean isSaid = new AtomicBoolean();

    /** Both belong to it. */
    public TimeRange(Instant first, Instant last) {
        this.first = first;
        this.last = last;
    }

    /** The nearest time that is kept; says once that one is not. */
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
