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
 * Asked when an entry was not found on the source: where the source itself is not there, it says nothing of its entries, and what was
 * to be looked at waits. Any thread.
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

    /** One look at the source's root, after that at the entry. */
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

    /** The verdict for an entry of which nothing is known. */
    Verdict away(Task task, Look look) {
        return Verdict.Wait.lasting(task, look, look.end().plus(quiet), "the source is not there");
    }
}
