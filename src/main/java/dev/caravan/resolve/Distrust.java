package dev.caravan.resolve;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks since when a tool is not trusted because it says of everything that it is gone; logs once when that begins,
 * and once when it ends. Single-threaded.
 */
final class Distrust {
    private static final Logger LOG = LoggerFactory.getLogger(Distrust.class);

    private final String feed;
    private final Duration patience;
    private final Clock clock;
    private Instant since;

    /**
     * Begins with a tool that is trusted.
     *
     * @param patience how long the feed waits for the tool; after that it goes on, with gaps, until the
     *     tool is trusted again
     */
    Distrust(String feed, Duration patience, Clock clock) {
        this.feed = feed;
        this.patience = patience;
        this.clock = clock;
    }

    /** Learns whether the tool passed its test, and logs a change. Returns its argument. */
    boolean learn(boolean isTrusted) {
        if (isTrusted && since != null) {
            since = null;
            LOG.info("{}: the inode tool finds directories again", feed);
        } else if (!isTrusted && since == null) {
            since = clock.instant();
            LOG.error(
                    "{}: the inode tool says of inodes that they are gone, and does not find directories either that are there: it is not"
                            + " believed; it is asked again for {} s, then gaps are recorded; check its configuration and its server"
                            + " (caravan.resolve.command), and caravan.resolve.gone-pattern",
                    feed,
                    patience.toSeconds());
        }
        return isTrusted;
    }

    /** True where the tool is not trusted, but for less than the patience: asking again may help. */
    boolean isWorthWaiting() {
        return since != null && clock.instant().isBefore(since.plus(patience));
    }
}
