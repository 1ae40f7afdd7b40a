package dev.caravan.verify;

import dev.caravan.change.Custody;
import dev.caravan.change.Gap;
import dev.caravan.change.Look;
import dev.caravan.change.Page;
import dev.caravan.change.Task;
import dev.caravan.entry.Comparison;
import dev.caravan.entry.Exclusions;
import dev.caravan.trees.Trees;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the pages that the routes bring it, one pass at a time: {@link #begin}, any number of pages on any threads,
 * {@link #end}. Thread-safe; one thread begins and ends a pass.
 */
public final class Verifier {
    private static final Logger LOG = LoggerFactory.getLogger(Verifier.class);

    private final Trees trees;
    private final Exclusions exclusions;
    private final Duration quiet;
    private final int workers;
    private final int mostRemovals;
    private final Look.Listener listener;
    private final Clock clock;
    private final VerifyMeters meters;
    private volatile Proof proof;

    /**
     * A verifier of these trees.
     *
     * @param quiet the quiet period: a difference in an entry that changed more recently is young, since a running
     *     Caravan waits that long before it copies
     * @param workers number of large files that are compared at a time
     * @param mostRemovals the most entries that exist only on the target which one repair may remove; if there are
     *     more, something may be wrong, and no further ones are removed
     * @param listener told of every look at the source
     */
    public Verifier(
            Trees trees,
            Exclusions exclusions,
            Duration quiet,
            int workers,
            int mostRemovals,
            Look.Listener listener,
            Clock clock,
            MeterRegistry meters) {
        this.trees = trees;
        this.exclusions = exclusions;
        this.quiet = quiet;
        this.workers = workers;
        this.mostRemovals = mostRemovals;
        this.listener = listener;
        this.clock = clock;
        this.meters = VerifyMeters.of(meters);
    }

    /**
     * Begins a pass.
     *
     * @throws IOException if its report cannot be written
     * @throws IllegalStateException if another pass has not ended
     */
    public synchronized void begin(VerifyOptions options) throws IOException {
        if (proof != null) {
            throw new IllegalStateException("a pass of verify has not ended");
        }
        Comparison comparison =
                new Comparison(trees.roots().targetResolution(), trees.posix().linkTimes(), trees.limits());
        proof = new Proof(
                options,
                workers,
                mostRemovals,
                clock,
                meters,
                (contents, names) -> {
                    Sample sample = new Sample(options.contentPercent(), options.seed());
                    return new Check(trees, exclusions, comparison, contents, sample, names, quiet, listener, clock);
                },
                trees);
    }

    /**
     * Compares a page of the pass; does nothing where there is no pass.
     *
     * @return tasks for the reconciler, each with a hold on the page's ticket; empty where no repair was requested
     */
    public List<Task> page(Page page) throws InterruptedException {
        Proof current = proof;
        return current == null ? List.of() : current.page(page);
    }

    /** As {@link #page}, for a route: the exchange takes over the tasks' holds on the ticket. */
    public List<Task> compare(Page page, Exchange exchange) throws InterruptedException {
        List<Task> tasks = page(page);
        tasks.forEach(task -> Custody.take(exchange, task));
        return tasks;
    }

    /** Records that a part of the trees was not looked at, and why. */
    public void missed(Gap gap) {
        Proof current = proof;
        if (current != null) {
            current.missed(gap.directory(), gap.reason());
        }
    }

    /**
     * Looks again, after a repair, at all entries for which the pass had a finding.
     *
     * @param complete whether the pass reached everything
     * @return true where there were too many findings to remember: the caller has to walk both trees again
     */
    public boolean lookAgain(boolean complete) throws InterruptedException {
        for (Page page : Page.of(proof.lookAgain(complete))) {
            proof.page(page);
        }
        return proof.foundTooMuch();
    }

    /** Ends the pass without a result; does nothing where there is no pass. */
    public void giveUp() {
        Proof current = proof;
        proof = null;
        if (current != null) {
            try {
                current.close();
            } catch (IOException e) {
                LOG.debug("the report of a pass that was given up", e);
            }
        }
    }

    /**
     * Ends the pass.
     *
     * @param complete whether the pass, or the walk that {@link #lookAgain} required, reached everything
     * @throws IOException if the report could not be written: its lines so far are in FILE.part
     */
    public Verification end(boolean complete) throws IOException, InterruptedException {
        try (Proof current = proof) {
            return current.end(complete);
        } finally {
            proof = null;
        }
    }
}
