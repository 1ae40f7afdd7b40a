package dev.caravan.walk;

import dev.caravan.change.Gap;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether both roots were there all the time since a walk began: what it found meanwhile counts for nothing otherwise. Any thread. */
final class Soundness {
    private static final Logger LOG = LoggerFactory.getLogger(Soundness.class);

    private final Roots roots;
    private final long atBegin;

    /** From now on. */
    Soundness(Roots roots) {
        this.roots = roots;
        atBegin = roots.generation();
    }

    /** As far as anybody has looked. */
    boolean isSound() {
        return roots.generation() == atBegin;
    }

    /** The same after a look of our own. */
    boolean isProven() {
        try {
            roots.check();
        } catch (IOException e) {
            LOG.debug("roots at the end of a walk: {}", e.getMessage());
            return false;
        }
        return isSound();
    }

    /** The gap that a walk of this directory leaves. */
    static Gap gap(RelativePath directory, Instant now) {
        return Gap.below(
                directory, "walk", now, "a root was away, or was mounted again, during a walk of " + directory);
    }
}
