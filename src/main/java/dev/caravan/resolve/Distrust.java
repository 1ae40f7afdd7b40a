package dev.caravan.resolve;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Since when a tool says of everything that it is gone; said once when that begins, and once when it is over. One thread at a time. */
final class Distrust {
    private static final Logger LOG = LoggerFactory.getLogger(Distrust.class);

    private final String feed;
    private final Duration patience;
    private final Clock clock;
    private Instant since;

    /**
     * Of a tool that is trusted.
     *
     * @param patience how long the feed waits for it; after that it goes on, with gaps, until the tool is to be trusted again
     */
    Distrust(String feed, Duration patience, Clock clock) {
        this.feed = feed;
        this.patience = patience;
        this.clock = clock;
    }

    /** Takes in whether it found what it had to find, and says so. */
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

    /** True for a while after it began. */
    boolean isWorthWaiting() {
        return since != null && clock.instant().isBefore(since.plus(patience));
    }
}
