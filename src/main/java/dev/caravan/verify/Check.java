package dev.caravan.verify;

import dev.caravan.change.Look;
import dev.caravan.entry.Comparison;
import dev.caravan.entry.Difference;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Contents;
import dev.caravan.trees.LeftOut;
import dev.caravan.trees.LeftOut.Kind;
import dev.caravan.trees.Trees;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds the outcome for one entry. Where the entry is not equal, both sides are looked at again, since one may have
 * changed between the two looks. An entry that keeps changing for a few looks is reported as last seen, as young.
 * Any thread.
 */
final class Check {
    private static final int MOST_LOOKS = 3;

    private final Trees trees;
    private final Exclusions exclusions;
    private final Comparison comparison;
    private final Contents contents;
    private final Sample sample;
    private final SharedNames names;
    private final Duration quiet;
    private final Look.Listener listener;
    private final Clock clock;

    Check(
            Trees trees,
            Exclusions exclusions,
            Comparison comparison,
            Contents contents,
            Sample sample,
            SharedNames names,
            Duration quiet,
            Look.Listener listener,
            Clock clock) {
        this.trees = trees;
        this.exclusions = exclusions;
        this.comparison = comparison;
        this.contents = contents;
        this.sample = sample;
        this.names = names;
        this.quiet = quiet;
        this.listener = listener;
        this.clock = clock;
    }

    /** Looks at both sides of an entry of the directory. */
    Pair look(RelativePath path, Directories directory) throws IOException {
        Instant begin = clock.instant();
        Pair pair = directory.look(path);
        listener.looked(path, new Look(begin, clock.instant()));
        return pair;
    }

    /**
     * The number of bytes of each side that have to be compared; 0 where the content is not in the sample and size and
     * mtime prove that it is equal, or where it is known to differ.
     */
    long contentBytes(RelativePath path, Pair pair) {
        return pair.haveSameLength() && (sample.holds(path) || isInDoubt(path, pair))
                ? pair.source().orElseThrow().size()
                : 0;
    }

    /**
     * True where size and mtime are equal but do not prove equal data. Where the mtimes differ, that is the difference
     * to report, and the data need not be compared.
     */
    private boolean isInDoubt(RelativePath path, Pair pair) {
        Entry source = pair.source().orElseThrow();
        Entry target = pair.target().orElseThrow();
        return trees.known().of(path, source, target) != KnownEqual.Trust.EQUAL
                && comparison.haveEqualTimes(source, target);
    }

    /**
     * Compares the entry and returns the outcome.
     *
     * @param first the result of a first look
     * @throws IOException if a file system call failed or the thread was interrupted
     */
    Outcome outcome(RelativePath path, Pair first, Directories directory) throws IOException {
        Pair pair = first;
        Outcome outcome = compare(path, pair, directory);
        for (int looks = 1; isToBeSeenAgain(path, outcome, pair); looks++) {
            // The parent directory is opened anew: the open one may have been moved away, and another one put in
            // its place.
            try (Directories anew = Directories.open(trees, path.parent())) {
                Pair again = look(path, anew);
                if (again.isUnchangedSince(pair)) {
                    return outcome;
                }
                if (looks == MOST_LOOKS) {
                    return young(outcome);
                }
                pair = again;
                outcome = compare(path, pair, anew);
            }
        }
        return outcome;
    }

    private boolean isToBeSeenAgain(RelativePath path, Outcome outcome, Pair pair) {
        return outcome instanceof Outcome.Finding || contentBytes(path, pair) > 0;
    }

    private static Outcome young(Outcome outcome) {
        if (outcome instanceof Outcome.Differ differ) {
            return new Outcome.Differ(differ.path(), differ.differences(), true);
        }
        if (outcome instanceof Outcome.MissingOnTarget missing) {
            return new Outcome.MissingOnTarget(missing.path(), missing.source(), true);
        }
        return outcome instanceof Outcome.ExtraOnTarget extra
                ? new Outcome.ExtraOnTarget(extra.path(), extra.target(), true)
                : outcome;
    }

    private Outcome compare(RelativePath path, Pair pair, Directories directory) throws IOException {
        if (exclusions.match(path)) {
            return new Outcome.NotCompared(path, "is excluded");
        }
        if (pair.source().isEmpty()) {
            return onTargetOnly(path, pair.target(), directory);
        }
        Entry source = pair.source().get();
        Optional<Kind> kind = LeftOut.kindOf(path, source, trees.roots());
        boolean isAnothers =
                pair.target().filter(target -> target.type() != source.type()).isPresent();
        if (kind.isPresent() && !(kind.get().isOfType() && isAnothers)) {
            return new Outcome.LeftOut(path, kind.get());
        }
        if (pair.target().isEmpty() && isAcceptedNode(source)) {
            return new Outcome.LeftOut(path, nodeKind(source).orElseThrow());
        }
        if (pair.target().isEmpty()) {
            boolean young = isYoung(source) || isYoung(directory.self());
            return new Outcome.MissingOnTarget(path, source, young);
        }
        Entry target = pair.target().get();
        List<Difference> differences = new ArrayList<>(comparison.differences(source, target));
        if (source.type() == target.type()) {
            names.difference(path, source, target).ifPresent(differences::add);
        }
        long bytes = contentBytes(path, pair);
        if (bytes > 0) {
            contents.difference(directory.sourceOf(path), directory.targetOf(path), bytes)
                    .ifPresent(differences::add);
        }
        return differences.isEmpty()
                ? new Outcome.Match(path)
                : new Outcome.Differ(path, differences, isYoung(source) || isChangedLately(target));
    }

    /**
     * True where the entry is to be copied, as the reconciler decides it. A socket is not, since it lives with its
     * server; nor is what another file system mounted below the root holds.
     */
    boolean isToBeCopied(RelativePath path, Entry source) {
        return LeftOut.kindOf(path, source, trees.roots()).isEmpty();
    }

    /** True for a FIFO or a device file where the operator accepts that such entries are left out. */
    private boolean isAcceptedNode(Entry source) {
        return nodeKind(source).filter(trees.leftOut()::accepts).isPresent();
    }

    private static Optional<Kind> nodeKind(Entry source) {
        return switch (source.type()) {
            case FIFO -> Optional.of(Kind.FIFOS);
            case CHARACTER_DEVICE, BLOCK_DEVICE -> Optional.of(Kind.DEVICES);
            default -> Optional.empty();
        };
    }

    /**
     * True for a directory that both sides have with different mtimes. It is compared when everything in it is done.
     */
    boolean haveOnlyOtherTimes(Pair pair) {
        return pair.isDirectoryOfSource()
                && pair.target().isPresent()
                && pair.target().get().isDirectory()
                && !comparison.haveEqualTimes(pair.source().get(), pair.target().get());
    }

    private Outcome onTargetOnly(RelativePath path, Optional<Entry> target, Directories directory) throws IOException {
        if (target.isEmpty()) {
            return new Outcome.NotCompared(path, "is gone from both sides");
        }
        if (TemporaryName.is(path.name()) && isChangedLately(target.get())) {
            return new Outcome.NotCompared(path, "is being made by a caravan");
        }
        boolean young = isChangedLately(target.get()) || isYoung(directory.self());
        return new Outcome.ExtraOnTarget(path, target.get(), young);
    }

    private boolean isYoung(Optional<Entry> source) {
        return source.isPresent() && isYoung(source.get());
    }

    private boolean isYoung(Entry source) {
        return isLate(source.modified()) || isChangedLately(source);
    }

    /**
     * True where the entry's ctime is recent. On the target only the ctime tells, since the mtime is copied from
     * the source.
     */
    private boolean isChangedLately(Entry entry) {
        return isLate(entry.changed());
    }

    /**
     * True where the time is less than the quiet period away from now. A time slightly in the future comes from another
     * clock; one far in the future says nothing about a recent change.
     */
    private boolean isLate(Instant time) {
        return Duration.between(time, clock.instant()).abs().compareTo(quiet) < 0;
    }
}
