package dev.caravan.reconcile;

import dev.caravan.change.Batch;
import dev.caravan.change.ListedEntry;
import dev.caravan.change.Look;
import dev.caravan.change.Page;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Comparison;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.trees.FoldedNames;
import dev.caravan.trees.LeftOut;
import dev.caravan.trees.Trees;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Looks at a page of a walk: at each entry of the source, and at each that the target's listing named, through the two
 * open directories. Thread-safe.
 */
final class PageLook {
    private static final Duration UNKNOWN = Duration.ofSeconds(1);

    private final Trees trees;
    private final FoldedNames folded;
    private final Decision decision;
    private final Comparison comparison;
    private final Twins twins;
    private final Looks looks;
    private final SourceWatch watch;
    private final Clock clock;
    private final Counter equal;

    PageLook(
            Trees trees,
            Decision decision,
            Comparison comparison,
            Twins twins,
            Looks looks,
            SourceWatch watch,
            Clock clock,
            Counter equal) {
        this.trees = trees;
        folded = new FoldedNames(trees);
        this.decision = decision;
        this.comparison = comparison;
        this.twins = twins;
        this.looks = looks;
        this.watch = watch;
        this.clock = clock;
        this.equal = equal;
    }

    /** Returns the page's work, its directories first: nothing below them is walked before they exist on the target. */
    List<Batch> look(Page page) {
        Batches batches = new Batches(page, path -> decision.notWalked(path, clock.instant()));
        verdicts(page).forEach(verdict -> add(batches, page, verdict));
        return batches.all();
    }

    /** In the order of the page's entries, of which several are looked at at a time. */
    private List<Verdict> verdicts(Page page) {
        List<ListedEntry> entries = page.entries();
        Verdict[] verdicts = new Verdict[entries.size()];
        try (Sides sides = open(page.directory())) {
            page.work().run(verdicts.length, number -> {
                ListedEntry listed = entries.get(number);
                Task task = new Task(listed.path(), page.ticket(), clock.instant(), page.origin(), 0);
                verdicts[number] = lookAt(page, listed, task, sides);
            });
        } catch (IOException e) {
            // Nothing of the page is known: its entries are looked at one by one later.
            Arrays.setAll(verdicts, number -> unknown(page, entries.get(number), e));
        }
        return Arrays.asList(verdicts);
    }

    private void add(Batches batches, Page page, Verdict verdict) {
        if (verdict.kind() == Verdict.Kind.IN_SYNC) {
            equal.increment();
            return;
        }
        page.ticket().retain();
        page.finds().unequal();
        batches.add(verdict);
    }

    private Verdict lookAt(Page page, ListedEntry listed, Task task, Sides sides) {
        RelativePath path = listed.path();
        Instant begin = clock.instant();
        try {
            Optional<Entry> source =
                    sides.source.isPresent() ? trees.source(path, sides.source.get()) : Optional.empty();
            Look look = looks.since(path, begin);
            Optional<Entry> target = listed.onTarget() || folded.areAny() ? target(path, sides) : Optional.empty();
            if (source.isEmpty() && !watch.isThere()) {
                return watch.away(task, look);
            }
            if (path.isRoot() && sides.source.isPresent()) {
                lookForOwn(sides.source.get());
            }
            Verdict verdict = decision.decide(task, look, source, target, twins.of(path, source, target));
            if (verdict.kind() != Verdict.Kind.SKIPPED
                    && page.origin() == Origin.WALK
                    && source.map(Entry::isDirectory).orElse(false)) {
                page.finds().directory(path, copy(source.get(), target));
            }
            return verdict;
        } catch (IOException e) {
            return unknown(page, listed, e);
        }
    }

    /** Looks for an entry of the source with the name of Caravan's own folder, which listings exclude. */
    private void lookForOwn(Folder root) throws IOException {
        if (trees.posix().look(root.entry(Exclusions.OWN.name())).isPresent()) {
            trees.leftOut().found(Exclusions.OWN, LeftOut.Kind.RESERVED_NAMES);
        } else {
            trees.leftOut().gone(Exclusions.OWN);
        }
    }

    /** The target's entry at the path; empty where it belongs to another name of the source. */
    private Optional<Entry> target(RelativePath path, Sides sides) throws IOException {
        return sides.target.isPresent() && folded.owner(path) == FoldedNames.Owner.ITSELF
                ? trees.target(path, sides.target.get())
                : Optional.empty();
    }

    private Page.Copy copy(Entry source, Optional<Entry> target) {
        if (target.isEmpty() || !target.get().isDirectory()) {
            return Page.Copy.NONE;
        }
        return comparison.haveEqualTimes(source, target.get()) ? Page.Copy.OF_EQUAL_TIMES : Page.Copy.OF_OTHER_TIMES;
    }

    private Verdict unknown(Page page, ListedEntry listed, IOException why) {
        // The entry may be a directory, which the walk must not skip; if that cannot be listed either,
        // it becomes a gap.
        if (page.origin() == Origin.WALK) {
            page.finds().directory(listed.path(), Page.Copy.OF_OTHER_TIMES);
        }
        Instant now = clock.instant();
        Task task = new Task(listed.path(), page.ticket(), now, page.origin(), 0);
        return new Verdict.Wait(task, new Look(now, now), now.plus(UNKNOWN), false, String.valueOf(why.getMessage()));
    }

    /** The page's directory on both sides; empty where a side has none. */
    private record Sides(Optional<Folder> source, Optional<Folder> target) implements AutoCloseable {
        @Override
        public void close() {
            source.ifPresent(Folder::close);
            target.ifPresent(Folder::close);
        }
    }

    private Sides open(RelativePath directory) throws IOException {
        Optional<Folder> source = trees.posix().openIfThere(trees.roots().source(), directory);
        try {
            Optional<Folder> target = trees.posix().openIfThere(trees.roots().target(), directory);
            if (target.isPresent()) {
                checkOnTarget(directory, target.get());
            }
            return new Sides(source, target);
        } catch (IOException | RuntimeException e) {
            if (source.isPresent()) {
                source.get().close();
            }
            throw e;
        }
    }

    /** Checks that an open directory is on the target, and not under the mount point of an unmounted one. */
    private void checkOnTarget(RelativePath directory, Folder folder) throws IOException {
        if (!trees.roots().canTargetGo()) {
            return;
        }
        try {
            Optional<Entry> self = trees.posix().look(folder.self());
            if (self.isPresent()) {
                trees.roots().checkOnTarget(directory, self.get().device());
            }
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }
}
