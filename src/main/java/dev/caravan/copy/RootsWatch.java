package dev.caravan.copy;

import dev.caravan.change.Roots;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the roots are still the ones of the start, asked at most once a second: a target that was unmounted would fill the disk
 * below its mount. Any thread.
 */
final class RootsWatch {
    private static final Logger LOG = LoggerFactory.getLogger(RootsWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Roots roots;
    private final Clock clock;
    private Instant askAgainAt = Instant.MIN;
    private boolean sound = true;

    RootsWatch(Roots roots, Clock clock) {
        this.roots = roots;
        this.clock = clock;
    }

    synchronized boolean areSound() {
        Instant now = clock.instant();
        if (now.isBefore(askAgainAt)) {
            return sound;
        }
        askAgainAt = now.plus(INTERVAL);
        try {
            roots.check();
            if (!sound) {
                LOG.info("both roots are back; copies go on");
            }
            sound = true;
        } catch (IOException e) {
            if (sound) {
                LOG.error("nothing is copied until this is mended, and what is hinted is held: {}", e.getMessage());
            }
            sound = false;
        }
        return sound;
    }
}
