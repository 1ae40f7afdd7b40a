package dev.caravan.trees;

import dev.caravan.entry.Entry;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far the source's clock is from this host's at least, learnt from looks, since nothing is ever written there. Where it is behind,
 * a file that is being written looks older than it is, and quiet when it is not. Any thread.
 *
 * <p>Both ways it is proven and not guessed: a ctime in the future shows that the source is ahead; and a change that happened after a
 * look of ours, and whose ctime lies before that look, that it is behind. Who copies a file that is being written sees the latter.
 */
public final class ClockSkew {
    private static final Logger LOG = LoggerFactory.getLogger(ClockSkew.class);

    /** What clocks that are kept right may differ by. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    /** Clocks are set right: what was not seen again for so long counts no more. */
    private static final Duration MEMORY = Duration.ofHours(1);

    private volatile Found behind = new Found(Duration.ZERO, Instant.MIN);
    private volatile Duration ahead = Duration.ZERO;

    private record Found(Duration by, Instant at) {}

    /**
     * Told of an entry that was changed between two looks.
     *
     * @param earlier by this host's clock, when it was looked at and had not been changed yet
     * @param now what the later look has found
     */
    public void changedSince(Instant earlier, Entry now) {
        Duration by = Duration.between(now.changed(), earlier);
        if (by.compareTo(TOLERANCE) > 0) {
            behind(by, earlier);
        }
    }

    private synchronized void behind(Duration by, Instant at) {
        boolean isNews = behind(at).isZero();
        if (isNews || by.compareTo(behind.by()) >= 0) {
            behind = new Found(by, at);
        }
        if (isNews) {
            LOG.warn(
                    "the source's clock is at least {} behind this host's, which is added to the quiet period; set both"
                            + " right",
                    by);
        }
    }

    /** Told of every entry of the source that is looked at. */
    public void seen(Entry source, Instant now) {
        // Nearly always an old entry, which costs one comparison.
        if (source.changed().isAfter(now.plus(ahead))) {
            ahead(Duration.between(now, source.changed()));
        }
    }

    private synchronized void ahead(Duration by) {
        if (by.compareTo(TOLERANCE) > 0 && ahead.compareTo(TOLERANCE) <= 0) {
            LOG.warn("the source's clock is at least {} ahead of this host's; set both right", by);
        }
        ahead = by.compareTo(ahead) > 0 ? by : ahead;
    }

    /** How much younger at least an entry is than its ctime says; zero where nothing shows that the clocks differ. */
    public Duration behind(Instant now) {
        Found found = behind;
        return found.at().equals(Instant.MIN) || found.at().plus(MEMORY).isBefore(now) ? Duration.ZERO : found.by();
    }

    /** By how much the source's clock was seen to be ahead at least. */
    public Duration ahead() {
        return ahead;
    }
}
