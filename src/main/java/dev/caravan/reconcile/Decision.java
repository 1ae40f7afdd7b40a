package dev.caravan.reconcile;

import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Comparison;
import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.Maker;
import dev.caravan.entry.Makers;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import dev.caravan.trees.Belonging;
import dev.caravan.trees.LeftOut;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;

/** Decides on one entry as it was just seen on both sides. Thread-safe. */
final class Decision {
    private final Comparison comparison;
    private final QuietRule quiet;
    private final DirectoryIdentities directories;
    private final RemovalGuard removals;
    private final BiFunction<RelativePath, Entry, Belonging> belonging;
    private final LeftOut.Recorder leftOut;
    private final Duration patience;
    private final KnownEqual known;
    private final Duration targetAhead;
    private final Makers makers;

    /**
     * Decides by these rules.
     *
     * @param belonging tells whether an entry belongs to the source
     * @param leftOut records the entries that are left out because of their kind
     * @param patience how long to wait where the source was away
     * @param targetAhead by how much the target's clock is ahead of this host's; negative where it is behind
     * @param makers tells whether the processes live that make temporary entries
     */
    Decision(
            Comparison comparison,
            KnownEqual known,
            QuietRule quiet,
            DirectoryIdentities directories,
            RemovalGuard removals,
            BiFunction<RelativePath, Entry, Belonging> belonging,
            LeftOut.Recorder leftOut,
            Duration patience,
            Duration targetAhead,
            Makers makers) {
        this.comparison = comparison;
        this.known = known;
        this.quiet = quiet;
        this.directories = directories;
        this.removals = removals;
        this.belonging = belonging;
        this.leftOut = leftOut;
        this.patience = patience;
        this.targetAhead = targetAhead;
        this.makers = makers;
    }

    /**
     * Returns the verdict.
     *
     * @param twin the target's entry of another hard link of the same file, where that is equal: this one should be a
     *     link to it
     */
    Verdict decide(Task task, Look look, Optional<Entry> source, Optional<Entry> target, Optional<Entry> twin) {
        if (source.isPresent()) {
            quiet.seen(task.path(), source.get(), look.begin());
            return present(task, look, source.get(), target, twin);
        }
        leftOut.gone(task.path());
        if (target.isEmpty()) {
            return Verdict.InSync.nowhere(task, look);
        }
        if (TemporaryName.is(task.path().name()) && !isLeftover(task, look, target.get())) {
            return temporary(task, look, target.get());
        }
        return removals.removal(task, look, target.get());
    }

    /** Records that a walk saw this directory but did not walk what is below it. */
    void notWalked(RelativePath directory, Instant now) {
        directories.notWalked(directory, now);
    }

    private boolean isLeftover(Task task, Look look, Entry target) {
        Instant now = look.begin().plus(targetAhead);
        return TemporaryName.isLeftover(task.path().name(), target.changed(), now, makers);
    }

    /**
     * The verdict on a temporary entry that may be in work. Another host's is looked at once more, when it can be known
     * that its maker has ended, by the lease or, where there is none, by the entry's age.
     */
    private Verdict temporary(Task task, Look look, Entry target) {
        String name = task.path().name();
        if (task.waits() > 0 || !TemporaryName.isOfOtherHost(name)) {
            return Verdict.InSync.nowhere(task, look);
        }
        boolean hasLease = TemporaryName.maker(name)
                .filter(maker -> makers.state(maker) == Maker.State.LIVES)
                .isPresent();
        Instant until = hasLease
                ? look.begin().plus(Makers.SILENT)
                : target.changed().plus(TemporaryName.ABANDONED).minus(targetAhead);
        return Verdict.Wait.lasting(task, look, until.plusSeconds(1), "may be another host's work in hand");
    }

    private Verdict present(Task task, Look look, Entry source, Optional<Entry> target, Optional<Entry> twin) {
        Belonging whose = belonging.apply(task.path(), source);
        if (whose == Belonging.UNKNOWN) {
            return Verdict.Wait.lasting(task, look, look.end().plus(patience), "the source was not there at the look");
        }
        Optional<LeftOut.Kind> kind = LeftOut.kindOf(task.path(), source, whose);
        if (kind.isPresent()) {
            leftOut.found(task.path(), kind.get());
            // The target's entry was made for an older entry of another type.
            return kind.get().isOfType() && target.isPresent() && target.get().type() != source.type()
                    ? removals.removal(task, look, target.get())
                    : new Verdict.Skipped(
                            task, look, "is left out: " + kind.get().key());
        }
        if (!(source.type() == Entry.Type.FIFO || isDevice(source))
                || target.filter(copy -> copy.type() == source.type()).isPresent()) {
            leftOut.gone(task.path());
        }
        return source.isDirectory() ? directory(task, look, source, target) : file(task, look, source, target, twin);
    }

    /** Decides on all types but directories. */
    private Verdict file(Task task, Look look, Entry source, Optional<Entry> target, Optional<Entry> twin) {
        Optional<Instant> until = quiet.waitUntil(task, source, look.begin());
        if (until.isPresent()) {
            if (task.origin() == Origin.WALK && target.isEmpty() && KnownEqual.isProvable(source, look.begin())) {
                return Verdict.Apply.young(task, look, source, until.get());
            }
            return Verdict.Wait.lasting(task, look, until.get(), "changed less than the quiet period ago");
        }
        if (target.isPresent()
                && isTrusted(task, source, target.get())
                && comparison.areEqual(source, target.get())
                && haveEqualNames(source, target.get(), twin)) {
            return new Verdict.InSync(task, look);
        }
        if (target.isPresent()
                && task.origin() == Origin.WALK
                && comparison.lacksOnlyRefused(task.path(), source, target.get())
                && haveEqualNames(source, target.get(), twin)) {
            // The entry is in the failure journal, which schedules its retries.
            return new Verdict.InSync(task, look);
        }
        return new Verdict.Apply(task, look, source, target, quiet.isHot(task, source, look.begin()));
    }

    /** True for devices. Whether the target can hold one is found by making it. */
    private static boolean isDevice(Entry entry) {
        return entry.type() == Entry.Type.CHARACTER_DEVICE || entry.type() == Entry.Type.BLOCK_DEVICE;
    }

    /**
     * True where equal size and mtime prove equal data; otherwise the stage that applies the verdict compares the data.
     */
    private boolean isTrusted(Task task, Entry source, Entry target) {
        return task.origin() != Origin.CONTENT && known.of(task.path(), source, target) == KnownEqual.Trust.EQUAL;
    }

    /** True where the target's file has the inode of its twin, and no more links than the source's. */
    private static boolean haveEqualNames(Entry source, Entry target, Optional<Entry> twin) {
        return target.links() <= source.links()
                && twin.map(entry -> entry.inode() == target.inode()).orElse(true);
    }

    /**
     * Decides on a directory. A walk also comes to everything below; for a hint, the directory may have
     * to be walked first.
     */
    private Verdict directory(Task task, Look look, Entry source, Optional<Entry> target) {
        boolean stands = target.isPresent() && target.get().isDirectory();
        if (task.origin() == Origin.WALK) {
            directories.walkBegins(task.path(), source, look.begin());
            return stands
                            && (comparison.areEqualButTimes(source, target.get())
                                    || comparison.lacksOnlyRefusedButTimes(task.path(), source, target.get()))
                    ? new Verdict.InSync(task, look)
                    : new Verdict.Apply(task, look, source, target, false);
        }
        // The root cannot be replaced by a move.
        boolean moved = task.origin() != Origin.WALKED
                && !task.path().isRoot()
                && directories.walkBegins(task.path(), source, look.begin());
        if (!stands || moved || task.origin() == Origin.ENTRIES) {
            return new Verdict.Walk(task, look, task.path());
        }
        return comparison.areEqual(source, target.get())
                ? new Verdict.InSync(task, look)
                : new Verdict.Apply(task, look, source, target, false);
    }
}
