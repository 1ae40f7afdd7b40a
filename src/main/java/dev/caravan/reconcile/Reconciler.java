package dev.caravan.reconcile;

import dev.caravan.change.Batch;
import dev.caravan.change.Canaries;
import dev.caravan.change.Custody;
import dev.caravan.change.Fence;
import dev.caravan.change.Gap;
import dev.caravan.change.Look;
import dev.caravan.change.Page;
import dev.caravan.change.Task;
import dev.caravan.change.Verdict;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Comparison;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.FoldedNames;
import dev.caravan.trees.LostRootException;
import dev.caravan.trees.Roots;
import dev.caravan.trees.Trees;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.Exchange;

/**
 * Looks at entries and returns verdicts; called by the routes. Thread-safe.
 *
 * <p>An {@link IOException} means that a look failed, so that nothing is known: it has to be tried again.
 */
public final class Reconciler {
    private static final Duration BUSY = Duration.ofSeconds(1);

    private final Trees trees;
    private final FoldedNames folded;
    private final Comparison comparison;
    private final Exclusions exclusions;
    private final RemovalGuard removals;
    private final Decision decision;
    private final Ancestors ancestors;
    private final Look.Listener listener;
    private final Consumer<RelativePath> movedDirectories;
    private final Optional<Canaries> canaries;
    private final Clock clock;
    private final InWork inWork = new InWork();
    private final Looks looks;
    private final Twins twins;
    private final PageLook pages;
    private final SourceWatch watch;
    private volatile boolean inodesAreTheFeeds;

    /**
     * A reconciler of these trees.
     *
     * @param policy what to do with entries that the source does not have
     * @param freeze gives how long a file's times must have been unchanged before it is copied
     * @param maxHold how long a file is held at most
     * @param listener told of every look at the source
     * @param movedDirectories told of directories that were moved, replaced or removed: what is remembered about them
     *     is no longer valid
     * @param canaries brackets the looks at single entries, where the source's client logs our looks as hints
     */
    public Reconciler(
            Trees trees,
            Exclusions exclusions,
            RemovalPolicy policy,
            Freeze freeze,
            Duration maxHold,
            Look.Listener listener,
            Consumer<RelativePath> movedDirectories,
            Optional<Canaries> canaries,
            Gap.Recorder gaps,
            Clock clock,
            MeterRegistry meters) {
        this.trees = trees;
        Roots roots = trees.roots();
        folded = new FoldedNames(trees);
        this.exclusions = exclusions;
        this.listener = listener;
        this.movedDirectories = movedDirectories;
        this.canaries = canaries;
        this.clock = clock;
        removals = new RemovalGuard(roots, policy, freeze.patience(), gaps);
        Instant startedAt = clock.instant();
        comparison = new Comparison(roots.targetResolution(), trees.posix().linkTimes(), trees.limits());
        ancestors = new Ancestors(trees, comparison);
        Counter counted = meters.counter("caravan.reconcile.looks");
        looks = new Looks(listener, canaries.isPresent(), counted, clock);
        twins = new Twins(trees, comparison);
        watch = new SourceWatch(roots, freeze.patience());
        decision = new Decision(
                comparison,
                trees.known(),
                new QuietRule(freeze, maxHold, roots.skew()),
                // The quiet period also counts during a freeze: other stages remember a moved directory's old path as
                // long as ever.
                new DirectoryIdentities(startedAt, freeze.patience(), trees.known()),
                removals,
                roots::belonging,
                trees.leftOut(),
                freeze.patience(),
                Duration.between(startedAt, roots.openedAt().orElse(startedAt)),
                trees.makers());
        pages = new PageLook(
                trees,
                decision,
                comparison,
                twins,
                new Looks(listener, false, counted, clock),
                watch,
                clock,
                meters.counter("caravan.reconcile.equal"));
    }

    /**
     * Looks at the task's entry, and holds its path for this exchange; where another exchange works on the path, the
     * task waits a second. It is dropped without a look where another process has taken it over.
     */
    public Verdict look(Task task, Exchange exchange) throws IOException {
        Fence.Right right = task.ticket().right();
        if (right != Fence.Right.HELD) {
            return right == Fence.Right.LOST ? lost(task) : unsure(task);
        }
        if (!inWork.take(task.path(), exchange)) {
            return busy(task);
        }
        if (exclusions.match(task.path())) {
            Instant now = clock.instant();
            return new Verdict.Skipped(task, new Look(now, now), "is excluded");
        }
        if (canaries.isEmpty()) {
            return lookAt(task, exchange, found -> {});
        }
        Canaries.Bracket bracket = canaries.get().bracket(task.path());
        letBeLogged(bracket.opening());
        try {
            return lookAt(task, exchange, found -> canaries.get().found(bracket, found.type()));
        } finally {
            letBeLogged(bracket.closing());
        }
    }

    private void letBeLogged(RelativePath canary) throws IOException {
        Instant begin = clock.instant();
        trees.posix().look(canary.under(trees.roots().source()));
        listener.looked(canary, new Look(begin, clock.instant()));
    }

    private Verdict lookAt(Task task, Exchange exchange, Consumer<Entry> found) throws IOException {
        Verdict verdict = compare(task, found);
        if (verdict instanceof Verdict.Moved) {
            // The exchange returns with the tasks to look at instead, perhaps for this same path.
            inWork.release(task.path(), exchange);
        }
        return verdict;
    }

    private Verdict compare(Task task, Consumer<Entry> found) throws IOException {
        Instant begin = clock.instant();
        try (Ancestors.Above above = ancestors.look(task.path())) {
            return compare(task, begin, above, found);
        } catch (LostRootException e) {
            watch.isThere();
            return watch.away(task, looks.since(task.path(), begin));
        }
    }

    private Verdict compare(Task task, Instant begin, Ancestors.Above above, Consumer<Entry> found) throws IOException {
        RelativePath path = task.path();
        if (above.directory().isEmpty() && !watch.isThere()) {
            return watch.away(task, looks.since(path, begin));
        }
        if (isMoved(task, above.directory())) {
            return new Verdict.Moved(task, looks.since(path, begin));
        }
        Optional<RelativePath> unequal = above.firstUnequal();
        Optional<Entry> source = unequal.isPresent() ? Optional.empty() : above.source(path);
        source.ifPresent(found);
        Look look = looks.since(path, begin);
        if (unequal.isEmpty() && source.isEmpty() && !watch.isThere()) {
            return watch.away(task, look);
        }
        Verdict verdict = unequal.isPresent()
                ? new Verdict.Walk(task, look, unequal.get())
                : decide(task, look, source, target(path, above));
        if (verdict instanceof Verdict.Walk walk) {
            movedDirectories.accept(walk.directory());
        } else if (verdict instanceof Verdict.Remove remove && remove.target().isDirectory()) {
            movedDirectories.accept(path);
        }
        // An entry that came and went, or was replaced by an equal one, only changed its directory's times.
        return verdict instanceof Verdict.InSync inSync && !path.isRoot() && above.haveOtherTimes()
                ? inSync.inOtherDirectory()
                : verdict;
    }

    /** The target's entry at the path; empty where it belongs to another name of the source. */
    private Optional<Entry> target(RelativePath path, Ancestors.Above above) throws IOException {
        return folded.owner(path) == FoldedNames.Owner.ITSELF ? above.target(path) : Optional.empty();
    }

    private Verdict decide(Task task, Look look, Optional<Entry> source, Optional<Entry> target) throws IOException {
        return decision.decide(task, look, source, target, twins.of(task.path(), source, target));
    }

    /**
     * True where the hint's directory is not the one above the path. The first one that is the same shows that the
     * mount's inode numbers are the feed's; until then only a missing directory counts as moved.
     */
    private boolean isMoved(Task task, Optional<Entry> directory) {
        if (task.directoryInode() == 0) {
            return false;
        }
        boolean isSame = directory.isPresent() && directory.get().inode() == task.directoryInode();
        if (isSame) {
            inodesAreTheFeeds = true;
        }
        return directory.isEmpty() || (!isSame && inodesAreTheFeeds);
    }

    /**
     * Looks at a page's entries; those that are equal are done. An entry that cannot be looked at is held for
     * a look by itself.
     */
    public List<Batch> page(Page page, Exchange exchange) {
        List<Batch> batches = pages.look(page);
        batches.forEach(batch -> Custody.takeAll(exchange, batch.verdicts()));
        return batches;
    }

    /**
     * Holds the paths of a batch for this exchange; where another exchange works on a path, its task waits a second.
     */
    public Batch claim(Batch batch, Exchange exchange) {
        List<RelativePath> busy = inWork.takeAll(
                batch.verdicts().stream().map(verdict -> verdict.task().path()).toList(), exchange);
        return busy.isEmpty()
                ? batch
                : batch.with(batch.verdicts().stream()
                        .map(verdict -> busy.contains(verdict.task().path()) ? busy(verdict.task()) : verdict)
                        .toList());
    }

    /** A walk of the whole tree begins. */
    public void passBegins() {
        removals.passBegins();
    }

    /** The walk of the whole tree has ended or failed. */
    public void passEnds() {
        removals.passEnds();
    }

    private Verdict busy(Task task) {
        return wait(task, "another exchange works on it");
    }

    private Verdict unsure(Task task) {
        return wait(task, "it is not known whether another process has taken it over");
    }

    private Verdict wait(Task task, String reason) {
        Instant now = clock.instant();
        return Verdict.Wait.lasting(task, new Look(now, now), now.plus(BUSY), reason);
    }

    private Verdict lost(Task task) {
        Instant now = clock.instant();
        return new Verdict.Lost(task, new Look(now, now));
    }
}
