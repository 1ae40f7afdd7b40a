package dev.caravan.copy;

import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Comparison;
import dev.caravan.entry.Difference;
import dev.caravan.entry.Entry;
import dev.caravan.entry.TargetLimits;
import dev.caravan.trees.Trees;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes the verdict with which the routes go on after a verdict was carried out. Thread-safe. */
final class Outcomes {
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Trees trees;
    private final TargetLimits limits;
    private final Comparison comparison;
    private final Links links;
    private final CopyMeters meters;
    private final Duration quiet;
    private final Clock clock;

    /**
     * Makes verdicts whose times are this clock's.
     *
     * @param quiet how long an entry that changed during its copy is held before it is looked at again
     */
    Outcomes(Trees trees, Comparison comparison, Links links, CopyMeters meters, Duration quiet, Clock clock) {
        this.trees = trees;
        limits = trees.limits();
        this.comparison = comparison;
        this.links = links;
        this.meters = meters;
        this.quiet = quiet;
        this.clock = clock;
    }

    /**
     * The entry is on the target, with all that the target accepts.
     *
     * @param renamed whether a new entry was renamed into place
     * @param tellsTwins whether other names of the file have to be looked at, since this name leads to a new copy
     */
    Verdict applied(Verdict.Apply apply, Place place, boolean renamed, boolean tellsTwins) throws IOException {
        meters.entries.increment();
        String refusal = refusal(apply, place);
        Instant now = clock.instant();
        if (apply.hot()) {
            return new Verdict.Wait(apply.task(), apply.look().until(now), now.plus(quiet), true, "never became quiet");
        }
        return new Verdict.Applied(
                apply.task(),
                apply.look().until(now),
                renamed,
                renamed && tellsTwins ? links.others(apply) : List.of(),
                refusal,
                apply.again());
    }

    /**
     * Describes the attributes that the target does not show as they were set, whether the call failed or not; empty
     * where there are none. The target is looked at only where an attribute was refused or only attributes were to
     * be changed.
     */
    private String refusal(Verdict.Apply apply, Place place) throws IOException {
        Entry source = apply.source();
        String refused = place.refusal();
        boolean wasAttributes = apply.target()
                .filter(target -> target.type() == source.type())
                .filter(target -> source.type() != Entry.Type.FILE || target.size() == source.size())
                .isPresent();
        if (apply.hot() || (refused.isEmpty() && !wasAttributes)) {
            return "";
        }
        Optional<Entry> now = trees.posix().look(place.target());
        if (now.isEmpty()) {
            return "";
        }
        Entry target = trees.withAttributes(now.get(), place.target());
        List<Difference> differences = source.isDirectory() && refused.isEmpty()
                ? comparison.differencesButTimes(source, target)
                : comparison.differences(source, target);
        if (differences.isEmpty()) {
            limits.refusedNothing(place.path);
            return "";
        }
        limits.refused(place.path, differences);
        return refused.isEmpty() ? "the target keeps otherwise what it was given: " + differences : refused;
    }

    /** The same, where another process has put its own entry in the place of the new one: it is looked at again soon. */
    Verdict overwritten(Verdict.Applied applied) {
        return new Verdict.Applied(
                applied.task(),
                applied.look(),
                applied.renamed(),
                applied.twins(),
                applied.refusal(),
                Optional.of(clock.instant().plus(SOON)));
    }

    /** The entry was equal already: nothing was written. */
    Verdict equal(Verdict.Apply apply) {
        // The parent directory may have a new mtime from the rename that raised the doubt.
        return new Verdict.InSync(apply.task(), apply.look().until(clock.instant()), true, false);
    }

    /** The target's entry was removed. */
    Verdict removed(Verdict verdict) {
        return new Verdict.Applied(verdict.task(), verdict.look().until(clock.instant()), true);
    }

    /** There is nothing to remove: the target's entry belongs to another name of the source. */
    Verdict nothingToRemove(Verdict.Remove remove) {
        return new Verdict.InSync(remove.task(), remove.look().until(clock.instant()));
    }

    /** The target cannot hold entries of this kind. */
    Verdict leftOut(Verdict.Apply apply, String kind) {
        return new Verdict.Skipped(apply.task(), apply.look(), "the target cannot hold " + kind);
    }

    /**
     * The source's entry changed meanwhile, so the verdict was not carried out: the entry has to become quiet first.
     */
    Verdict changed(Verdict verdict, String reason) {
        Instant now = clock.instant();
        return new Verdict.Wait(verdict.task(), verdict.look().until(now), now.plus(quiet), false, reason);
    }

    /** The target accepts no writes for now, whatever the entry. */
    Verdict waiting(Verdict verdict, String reason) {
        Instant now = clock.instant();
        return Verdict.Wait.lasting(verdict.task(), verdict.look().until(now), now.plus(quiet), reason);
    }

    /** Another process does the work now: this one has left the target as it was. */
    Verdict lost(Verdict verdict) {
        return new Verdict.Lost(verdict.task(), verdict.look().until(clock.instant()));
    }

    /**
     * Another process took the work over while this one wrote, perhaps something older over something newer: the entry
     * is looked at once more, whoever else does that too.
     */
    Verdict lookedAtOnceMore(Verdict outcome) {
        Instant now = clock.instant();
        return Verdict.Wait.lasting(
                outcome.task().with(Ticket.NONE),
                outcome.look().until(now),
                now.plus(quiet),
                "another process took it over while it was written");
    }
}
