package dev.caravan.verify;

import dev.caravan.change.Page;
import dev.caravan.change.Task;
import dev.caravan.control.Threads;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Contents;
import dev.caravan.trees.Trees;
import dev.caravan.verify.Outcome.Finding;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of one verification: a pass, the second look after a repair, the findings of both, and the report.
 * Any thread.
 */
final class Proof implements AutoCloseable {
    /** The most findings whose paths are remembered, about 100 bytes each. */
    private static final int MOST_REMEMBERED = 200_000;

    private static final Logger LOG = LoggerFactory.getLogger(Proof.class);

    private final VerifyOptions options;
    private final int mostRemovals;
    private final AtomicInteger removals = new AtomicInteger();
    private final Trees trees;
    private final Clock clock;
    private final VerifyMeters meters;
    private final ExecutorService large;
    private final ExecutorService readers = Threads.pool("verify-read");
    private final SharedNames names;
    private final Optional<VerifyReport> report;
    private final double bytesBefore;
    private final VerifyPass pass;
    private final Set<RelativePath> found = ConcurrentHashMap.newKeySet();
    private volatile boolean foundTooMuch;
    private volatile Tally tally;
    private volatile Summary beforeRepair;
    private List<RelativePath> again = List.of();

    Proof(
            VerifyOptions options,
            int workers,
            int mostRemovals,
            Clock clock,
            VerifyMeters meters,
            BiFunction<Contents, SharedNames, Check> checks,
            Trees trees)
            throws IOException {
        this.options = options;
        this.mostRemovals = mostRemovals;
        this.trees = trees;
        this.clock = clock;
        this.meters = meters;
        report = options.report().isPresent()
                ? Optional.of(new VerifyReport(options.report().get()))
                : Optional.empty();
        large = Threads.pool("verify-content", workers);
        names = new SharedNames(trees);
        bytesBefore = meters.bytes().count();
        Check check = checks.apply(
                new Contents(trees.posix(), readers, Contents.Turn.FREE, meters.bytes()::increment), names);
        pass = new VerifyPass(trees, check, large, meters, this::outcome);
        tally = new Tally(clock.instant());
    }

    List<Task> page(Page page) throws InterruptedException {
        List<Finding> toMend = pass.page(page);
        List<Task> tasks = new ArrayList<>();
        if (options.repair() && beforeRepair == null) {
            for (Finding finding : toMend) {
                if (mayBeMended(finding)) {
                    page.ticket().retain();
                    tasks.add(new Task(finding.path(), page.ticket(), clock.instant(), origin(finding), 0));
                }
            }
        }
        return tasks;
    }

    /**
     * False for a further removal where the repair has handed on the most that it may, as in a walk: a source that lost
     * most of its entries is no reason to remove them all from the target.
     */
    private boolean mayBeMended(Finding finding) {
        if (!(finding instanceof Outcome.ExtraOnTarget)) {
            return true;
        }
        int count = removals.incrementAndGet();
        if (count == mostRemovals + 1) {
            LOG.error(
                    "this repair wants to remove more than {} entries and has stopped removing: if that is right, raise"
                            + " caravan.delete.max-entries and repair again",
                    mostRemovals);
        }
        return count <= mostRemovals;
    }

    private static Task.Origin origin(Finding finding) {
        boolean isOfContent = finding instanceof Outcome.Differ differ
                && differ.differences().stream().anyMatch(each -> each.what().equals(Contents.WHAT));
        return isOfContent ? Task.Origin.CONTENT : Task.Origin.HINT;
    }

    void missed(RelativePath directory, String reason) {
        outcome(new Outcome.Error(directory, reason));
    }

    private void outcome(Outcome outcome) {
        tally.count(outcome);
        if (outcome instanceof Finding finding) {
            report.ifPresent(lines -> lines.write(finding));
            if (found.size() < MOST_REMEMBERED) {
                found.add(finding.path());
            } else {
                foundTooMuch = true;
            }
        }
    }

    boolean foundTooMuch() {
        return foundTooMuch;
    }

    /**
     * Ends the pass once its repair is done, and begins the second look.
     *
     * @return the paths to look at again, in order; empty where there were no findings or both trees have to be
     *     walked again
     */
    List<RelativePath> lookAgain(boolean complete) throws InterruptedException {
        pass.finish();
        checkRoots();
        beforeRepair = summary(complete);
        again = foundTooMuch ? List.of() : List.copyOf(new TreeSet<>(found));
        found.clear();
        tally = new Tally(clock.instant());
        return again;
    }

    Verification end(boolean complete) throws IOException, InterruptedException {
        pass.finish();
        checkRoots();
        Summary summary = summary(complete);
        Verification verification = beforeRepair == null
                ? new Verification(summary, Optional.empty(), 0)
                : new Verification(beforeRepair, Optional.of(summary), repaired(summary));
        if (report.isPresent()) {
            report.get().finish(verification);
        }
        return verification;
    }

    private long repaired(Summary now) {
        if (foundTooMuch) {
            return Math.max(0, beforeRepair.findings() - now.findings());
        }
        List<RelativePath> repaired =
                again.stream().filter(path -> !found.contains(path)).toList();
        report.ifPresent(lines -> repaired.forEach(lines::writeRepaired));
        return repaired.size();
    }

    /**
     * Records an error where a root is not the one of the start. If a side was unmounted during the pass, the pass saw
     * the empty directory under the mount point.
     */
    private void checkRoots() {
        try {
            trees.roots().check();
        } catch (IOException e) {
            missed(RelativePath.ROOT, e.getMessage());
        }
    }

    private Summary summary(boolean complete) {
        long bytes = (long) (meters.bytes().count() - bytesBefore);
        return tally.summary(clock.instant(), bytes, names.forgotten(), complete);
    }

    @Override
    public void close() throws IOException {
        large.shutdownNow();
        readers.shutdown();
        if (report.isPresent()) {
            report.get().close();
        }
    }
}
