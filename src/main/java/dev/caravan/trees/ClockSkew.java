package dev.caravan.trees;

import dev.caravan.entry.Entry;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lower bound of how far the source's clock is from this host's, learnt from looks, since nothing is ever
 * written to the source. Where it is behind, a file that is being written looks older than it is, and so quiet
 * when it is not. Thread-safe.
 *
 * <p>Both directions are proven, not guessed. A ctime in the future shows that the source is ahead. A change that came
 * after a look of ours but has a ctime from before that look shows that it is behind; a file that is written while it
 * is copied shows that.
 */
public final class ClockSkew {
    private static final Logger LOG = LoggerFactory.getLogger(ClockSkew.class);

    /** Synchronised clocks may differ by this much. */
    private static final Duration TOLERANCE = Duration.ofSeconds(1);

    /** A finding that was not confirmed for this long is forgotten, since clocks are set right. */
    private static final Duration MEMORY = Duration.ofHours(1);

    private volatile Found behind = new Found(Duration.ZERO, Instant.MIN);
    private volatile Duration ahead = Duration.ZERO;

    private record Found(Duration by, Instant at) {}

    /**
     * Takes an entry that was changed between two looks.
     *
     * @param earlier when the first look saw it unchanged, by this host's clock
     * @param now the entry as the later look found it
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

    /** Takes every entry of the source that is looked at. */
    public void seen(Entry source, Instant now) {
        // Most entries are old: then this comparison is all.
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

    /** By how much the source's clock is behind, at least; zero where nothing shows that it is. */
    public Duration behind(Instant now) {
        Found found = behind;
        return found.at().equals(Instant.MIN) || found.at().plus(MEMORY).isBefore(now) ? Duration.ZERO : found.by();
    }

    /** By how much the source's clock was seen to be ahead, at least; zero where it was not. */
    public Duration ahead() {
        return ahead;
    }
}
