package dev.caravan.reconcile;

import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Verdict;
import dev.caravan.control.LastingFault;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks whether the source itself is there when an entry was not found on it: while it is away,
 * the task waits. Thread-safe.
 */
final class SourceWatch {
    private static final Logger LOG = LoggerFactory.getLogger(SourceWatch.class);

    private final Roots roots;
    private final Duration quiet;
    private final LastingFault away = new LastingFault();

    SourceWatch(Roots roots, Duration quiet) {
        this.roots = roots;
        this.quiet = quiet;
    }

    /** Looks at the source's root; called after the look at the entry. */
    boolean isThere() {
        try {
            roots.checkSource();
            if (away.ends()) {
                LOG.info("the source is back");
            }
            return true;
        } catch (IOException e) {
            if (away.begins()) {
                LOG.error("what is hinted at is held until this is mended: {}", e.getMessage());
            }
            return false;
        }
    }

    /** The verdict on an entry while the source is away. */
    Verdict away(Task task, Look look) {
        return Verdict.Wait.lasting(task, look, look.end().plus(quiet), "the source is not there");
    }
}
