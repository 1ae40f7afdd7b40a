package dev.caravan.reconcile;

import dev.caravan.change.Canaries;
import dev.caravan.change.Entry;
import dev.caravan.change.Exclusions;
import dev.caravan.change.Freeze;
import dev.caravan.change.Gap;
import dev.caravan.change.Look;
import dev.caravan.change.Page;
import dev.caravan.change.RelativePath;
import dev.caravan.change.Roots;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict;
import dev.caravan.posix.Trees;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.camel.Exchange;

/**
 * Looks at entries and gives verdicts; the routes ask it.
 *
 * <p>An {@link IOException} means that a file system did not say: nothing is known, and the look is to be tried again.
 */
public final class Reconciler {
    private static final Duration BUSY = Duration.ofSeconds(1);

    private final Trees trees;
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
    private final Counter looks;
    private volatile boolean inodesAreTheFeeds;

    /**
     * A reconciler of these trees.
     *
     * @param policy what to do with what the source does not have
     * @param freeze tells how long a file's times must have stood still before it is copied
     * @param maxHold how long a file is put off at most
     * @param listener told of every look at the source
     * @param movedDirectories told of directories that are not, or not any more, what they were: nobody may rely on what is
     *     remembered of them
     * @param canaries brackets for re-checks, where the source's client logs our looks as hints
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
        this.exclusions = exclusions;
        this.listener = listener;
        this.movedDirectories = movedDirectories;
        this.canaries = canaries;
        this.clock = clock;
        removals = new RemovalGuard(roots, policy, freeze.patience(), gaps);
        Instant startedAt = clock.instant();
        comparison = new Comparison(roots.targetResolution(), trees.posix().linkTimes(), trees.limits());
        ancestors = new Ancestors(roots, comparison);
        decision = new Decision(
                comparison,
                new QuietRule(freeze, maxHold),
                // Not waived by a freeze: where a moved directory stood is remembered by others as long as ever.
                new DirectoryIdentities(startedAt, freeze.patience()),
                removals,
                roots.sourceDevice(),
                startedAt);
        looks = meters.counter("caravan.reconcile.looks");
    }

    /** Looks at the task's entry, and keeps its path for this exchange; a path that is in work already waits a second. */
    public Verdict look(Task task, Exchange exchange) throws IOException {
        if (!inWork.take(task.path(), exchange)) {
            return busy(task);
        }
        if (exclusions.match(task.path())) {
            Instant now = clock.instant();
            return new Verdict.Skipped(task, new Look(now, now), "is excluded");
        }
        if (canaries.isEmpty() || task.origin() != Origin.RECHECK) {
            return lookAt(task, exchange);
        }
        Canaries.Bracket bracket = canaries.get().bracket(task.path());
        letBeLogged(bracket.opening());
        try {
            return lookAt(task, exchange);
        } finally {
            letBeLogged(bracket.closing());
        }
    }

    private void letBeLogged(RelativePath canary) throws IOException {
        Instant begin = clock.instant();
        Entry.read(canary.under(trees.roots().source()));
        listener.looked(canary, new Look(begin, clock.instant()));
    }

    private Verdict lookAt(Task task, Exchange exchange) throws IOException {
        Verdict verdict = compare(task);
        if (verdict instanceof Verdict.Moved) {
            // The exchange comes back with what is to be looked at instead, this path perhaps.
            inWork.release(task.path(), exchange);
        }
        return verdict;
    }

    private Verdict compare(Task task) throws IOException {
        Instant begin = clock.instant();
        RelativePath path = task.path();
        Ancestors.Above above = ancestors.look(path);
        if (isMoved(task, above.source())) {
            return new Verdict.Moved(task, looked(path, begin));
        }
        Optional<RelativePath> unequal = above.firstUnequal();
        Optional<Entry> source = unequal.isPresent() ? Optional.empty() : trees.source(path);
        Look look = looked(path, begin);
        Verdict verdict = unequal.isPresent()
                ? new Verdict.Walk(task, look, unequal.get())
                : decision.decide(task, look, source, trees.target(path), twin(path, source));
        if (verdict instanceof Verdict.Walk walk) {
            movedDirectories.accept(walk.directory());
        } else if (verdict instanceof Verdict.Remove remove && remove.target().isDirectory()) {
            movedDirectories.accept(path);
        }
        // What came and went again, or was replaced by its equal, left its mark on the directory only.
        return verdict instanceof Verdict.InSync && !path.isRoot() && ancestors.haveOtherTimes(above)
                ? new Verdict.InSync(task, look, true)
                : verdict;
    }

    /**
     * True where the hint's directory is not the one above the path. Whether the mount shows the inode numbers of the feed is
     * learnt from the first that is the same on both; until then, only a directory that is not there at all is taken for moved.
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
     * Looks at a page's entries; what is equal on both sides leaves no verdict. An entry of which a file system does not say is
     * held and looked at by itself later.
     */
    public List<Verdict> page(Page page) {
        List<Verdict> verdicts = new ArrayList<>();
        Map<Path, Boolean> reachable = new HashMap<>();
        for (RelativePath path : page.entries()) {
            Task task = new Task(path, page.ticket(), clock.instant(), page.origin(), 0);
            Verdict verdict = pageEntry(page, task, reachable);
            if (verdict.kind() != Verdict.Kind.IN_SYNC) {
                page.ticket().retain();
                verdicts.add(verdict);
            }
        }
        return verdicts;
    }

    private Verdict pageEntry(Page page, Task task, Map<Path, Boolean> reachable) {
        RelativePath path = task.path();
        Instant begin = clock.instant();
        try {
            Path root = trees.roots().source();
            Optional<Entry> source = isReachable(root, path, reachable) ? trees.source(path) : Optional.empty();
            Look look = looked(path, begin);
            root = trees.roots().target();
            Optional<Entry> target = isReachable(root, path, reachable) ? trees.target(path) : Optional.empty();
            Verdict verdict = decision.decide(task, look, source, target, twin(path, source));
            if (verdict.kind() != Verdict.Kind.SKIPPED
                    && page.origin() == Origin.WALK
                    && source.map(Entry::isDirectory).orElse(false)) {
                page.subdirectories().accept(path);
            }
            return verdict;
        } catch (IOException e) {
            // It may be a directory, which the walk must not leave out; what cannot be listed either is a gap.
            if (page.origin() == Origin.WALK) {
                page.subdirectories().accept(path);
            }
            Instant now = clock.instant();
            return new Verdict.Wait(task, new Look(begin, now), now.plus(BUSY), false, String.valueOf(e.getMessage()));
        }
    }

    /** Whether the directories above it are real ones is asked once a page, of which they are all the same. */
    private static boolean isReachable(Path root, RelativePath path, Map<Path, Boolean> reachable) throws IOException {
        if (!reachable.containsKey(root)) {
            reachable.put(root, Ancestors.areDirectories(root, path));
        }
        return reachable.get(root);
    }

    /** The target's entry under another name of the same file, where it is equal. */
    private Optional<Entry> twin(RelativePath path, Optional<Entry> source) throws IOException {
        if (source.isEmpty() || !source.get().isHardLinked()) {
            return Optional.empty();
        }
        for (RelativePath other : trees.hardLinks().others(path, source.get())) {
            Optional<Entry> theirs = Entry.read(other.under(trees.roots().source()));
            Optional<Entry> copy = trees.target(other);
            if (theirs.isPresent()
                    && theirs.get().inode() == source.get().inode()
                    && copy.isPresent()
                    && comparison.areEqual(source.get(), copy.get())) {
                return copy;
            }
        }
        return Optional.empty();
    }

    /** Keeps the path of a page's verdict for this exchange; a path that is in work already waits a second. */
    public Verdict claim(Verdict verdict, Exchange exchange) {
        return inWork.take(verdict.task().path(), exchange) ? verdict : busy(verdict.task());
    }

    /** A new walk begins. */
    public void passBegins() {
        removals.passBegins();
    }

    private Look looked(RelativePath path, Instant begin) {
        Look look = new Look(begin, clock.instant());
        looks.increment();
        listener.looked(path, look);
        return look;
    }

    private Verdict busy(Task task) {
        Instant now = clock.instant();
        return new Verdict.Wait(task, new Look(now, now), now.plus(BUSY), false, "another exchange works on it");
    }
}
