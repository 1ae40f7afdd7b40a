package dev.caravan.walk;

import dev.caravan.change.Gap;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whether both roots were there all the time since a walk began; otherwise the walk's findings
 * do not count. Thread-safe.
 */
final class Soundness {
    private static final Logger LOG = LoggerFactory.getLogger(Soundness.class);

    private final Roots roots;
    private final long atBegin;

    /** Begins now. */
    Soundness(Roots roots) {
        this.roots = roots;
        atBegin = roots.generation();
    }

    /** True where no check so far has found a root missing or replaced. */
    boolean isSound() {
        return roots.generation() == atBegin;
    }

    /** Checks the roots now, then answers as {@link #isSound}. */
    boolean isProven() {
        try {
            roots.check();
        } catch (IOException e) {
            LOG.debug("roots at the end of a walk: {}", e.getMessage());
            return false;
        }
        return isSound();
    }

    /** The gap to record where a root was away during a walk of this directory. */
    static Gap gap(RelativePath directory, Instant now) {
        return Gap.below(
                directory, "walk", now, "a root was away, or was mounted again, during a walk of " + directory);
    }
}
