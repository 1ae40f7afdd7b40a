package dev.caravan.reconcile;

import dev.caravan.change.Gap;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict;
import dev.caravan.control.LastingFault;
import dev.caravan.entry.Entry;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks before every removal that the roots are still the ones of the start, and that the walk does not remove
 * suspiciously many entries. Thread-safe.
 */
final class RemovalGuard {
    private static final Logger LOG = LoggerFactory.getLogger(RemovalGuard.class);

    /** Walks of parts of the tree within this time count as one walk. */
    private static final Duration WINDOW = Duration.ofHours(1);

    private final Roots roots;
    private final RemovalPolicy policy;
    private final Duration quiet;
    private final Gap.Recorder gaps;
    private final LastingFault lostRoots = new LastingFault();

    /** The removals of the present walk of the whole tree, or of all walks of parts within {@link #WINDOW}. */
    private int removals;

    private boolean isPassUnderWay;
    private Instant countedSince = Instant.MIN;

    RemovalGuard(Roots roots, RemovalPolicy policy, Duration quiet, Gap.Recorder gaps) {
        this.roots = roots;
        this.policy = policy;
        this.quiet = quiet;
        this.gaps = gaps;
    }

    /** A walk of the whole tree begins; its removals are counted from 0. */
    synchronized void passBegins() {
        isPassUnderWay = true;
        removals = 0;
    }

    /**
     * The walk of the whole tree has ended or failed; from now on the removals of walks of parts are counted, as if
     * they were one walk.
     */
    synchronized void passEnds() {
        isPassUnderWay = false;
        countedSince = Instant.MIN;
    }

    /**
     * Counts a removal. A walk of a part does not reset the count, since a thousand of them amount to a walk
     * of the whole tree.
     */
    private synchronized int count(Instant now) {
        if (!isPassUnderWay && !now.isBefore(end(countedSince))) {
            countedSince = now;
            removals = 0;
        }
        return ++removals;
    }

    private static Instant end(Instant since) {
        return since.equals(Instant.MIN) ? since : since.plus(WINDOW);
    }

    /** The verdict on an entry that only the target has. */
    Verdict removal(Task task, Look look, Entry target) {
        if (policy.keep()) {
            return new Verdict.Skipped(task, look, "the source does not have it; kept");
        }
        // If the task is for the root, the source was away a moment ago, whatever the check finds now.
        if (task.path().isRoot() || !areRootsSound()) {
            return Verdict.Wait.lasting(task, look, look.end().plus(quiet), "the roots are not what they were");
        }
        if (task.origin() == Origin.WALK) {
            int count = count(look.end());
            if (count > policy.maxEntriesOfPass()) {
                return stopped(task, look, count);
            }
        }
        return new Verdict.Remove(task, look, target);
    }

    private boolean areRootsSound() {
        try {
            roots.check();
            if (lostRoots.ends()) {
                LOG.info("both roots are back; removals go on");
            }
            return true;
        } catch (IOException e) {
            if (lostRoots.begins()) {
                LOG.error("nothing is removed until this is mended, and what is hinted is held: {}", e.getMessage());
            }
            return false;
        }
    }

    private Verdict stopped(Task task, Look look, int count) {
        if (count == policy.maxEntriesOfPass() + 1) {
            String reason = "this walk wants to remove more than " + policy.maxEntriesOfPass()
                    + " entries and has stopped removing";
            LOG.error("{}: if that is right, raise caravan.delete.max-entries and start again", reason);
            gaps.record(Gap.at("removals", look.end(), reason));
        }
        return new Verdict.Skipped(task, look, "too many removals in this walk");
    }
}
