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
 * The outcome for one entry. Of what is not equal, both sides are looked at once more, since somebody may have changed one between
 * the two looks; what does not stand still for a few looks is told as it last was, as young. Any thread.
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
     * How many bytes of each side have to be compared: 0 where the content is not asked for and size and time prove that it is equal,
     * or where it is known to differ.
     */
    long contentBytes(RelativePath path, Pair pair) {
        return pair.haveSameLength() && (sample.holds(path) || isInDoubt(path, pair))
                ? pair.source().orElseThrow().size()
                : 0;
    }

    /** Of what has other times, these are the difference. */
    private boolean isInDoubt(RelativePath path, Pair pair) {
        Entry source = pair.source().orElseThrow();
        Entry target = pair.target().orElseThrow();
        return trees.known().of(path, source, target) != KnownEqual.Trust.EQUAL
                && comparison.haveEqualTimes(source, target);
    }

    /**
     * What the comparison comes to.
     *
     * @param first what a first look found
     * @throws IOException if a file system did not say, or the thread was interrupted
     */
    Outcome outcome(RelativePath path, Pair first, Directories directory) throws IOException {
        Pair pair = first;
        Outcome outcome = compare(path, pair, directory);
        for (int looks = 1; isToBeSeenAgain(path, outcome, pair); looks++) {
            // Found anew: this one may have been moved away, and another be in its place.
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

    /** As a reconciler does it: a socket lives with its server, and what is mounted below the root is another's. */
    boolean isToBeCopied(RelativePath path, Entry source) {
        return LeftOut.kindOf(path, source, trees.roots()).isEmpty();
    }

    /** What only some targets can hold, and nobody misses. */
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

    /** True for a directory that is equal but for its times, which are told when everything in it is done. */
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

    /** Of the target's times, mtime is the source's. */
    private boolean isChangedLately(Entry entry) {
        return isLate(entry.changed());
    }

    /** A time that is far in the future says nothing of quiet; a little of it is another clock. */
    private boolean isLate(Instant time) {
        return Duration.between(time, clock.instant()).abs().compareTo(quiet) < 0;
    }
}
