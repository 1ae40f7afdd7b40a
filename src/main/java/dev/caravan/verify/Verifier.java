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
 * Compares the pages that the routes bring it, a pass at a time: {@link #begin}, any number of pages on any threads, {@link #end}.
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
     * @param quiet what changed less long ago may differ because a Caravan that runs waits for it to be quiet
     * @param workers how many large files are compared at a time
     * @param mostRemovals how many entries that only the target has one repair may hand on; more stop that, as a sign that something
     *     is wrong
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
     * Looks at a page of the pass; of none where there is no pass.
     *
     * @return what is to be looked at by the reconciler, each with a hold on the page's ticket; empty where no repair was asked for
     */
    public List<Task> page(Page page) throws InterruptedException {
        Proof current = proof;
        return current == null ? List.of() : current.page(page);
    }

    /** As {@link #page}, for a route, whose exchange answers for what has to be mended. */
    public List<Task> compare(Page page, Exchange exchange) throws InterruptedException {
        List<Task> tasks = page(page);
        tasks.forEach(task -> Custody.take(exchange, task));
        return tasks;
    }

    /** A part of the trees was not looked at, for this reason. */
    public void missed(Gap gap) {
        Proof current = proof;
        if (current != null) {
            current.missed(gap.directory(), gap.reason());
        }
    }

    /**
     * After a repair: looks once more at all that the pass has found.
     *
     * @param complete whether the pass came to everything
     * @return true where that was too much to remember: let a walk of the whole tree bring its pages again
     */
    public boolean lookAgain(boolean complete) throws InterruptedException {
        for (Page page : Page.of(proof.lookAgain(complete))) {
            proof.page(page);
        }
        return proof.foundTooMuch();
    }

    /** Ends the pass without a result; nothing happens where there is none. */
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
     * @param complete whether the pass, or what followed {@link #lookAgain}, came to everything
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
