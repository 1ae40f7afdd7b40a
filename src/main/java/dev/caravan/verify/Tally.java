package dev.caravan.verify;

import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Contents;
import dev.caravan.trees.LeftOut;
import dev.caravan.verify.Outcome.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts the outcomes of a pass, and keeps the findings whose paths come first. Thread-safe. */
final class Tally {
    private final Instant began;
    private final TreeMap<RelativePath, Finding> first = new TreeMap<>();
    private long matches;
    private long differing;
    private long missing;
    private long extra;
    private long errors;
    private long contentAlone;
    private long young;
    private long notCompared;
    private final Map<LeftOut.Kind, LeftOut> leftOut = new EnumMap<>(LeftOut.Kind.class);

    Tally(Instant began) {
        this.began = began;
    }

    synchronized void count(Outcome outcome) {
        if (outcome instanceof Finding finding) {
            find(finding);
        } else if (outcome instanceof Outcome.Match) {
            matches++;
        } else if (outcome instanceof Outcome.LeftOut left) {
            leftOut.merge(
                    left.kind(),
                    new LeftOut(left.kind(), 1, left.path()),
                    (known, more) -> new LeftOut(known.kind(), known.count() + 1, known.example()));
        } else {
            notCompared++;
        }
    }

    private void find(Finding finding) {
        if (finding instanceof Outcome.Differ differ) {
            differing++;
            contentAlone += isOfContentAlone(differ) ? 1 : 0;
        } else if (finding instanceof Outcome.MissingOnTarget) {
            missing++;
        } else if (finding instanceof Outcome.ExtraOnTarget) {
            extra++;
        } else {
            errors++;
        }
        young += finding.young() ? 1 : 0;
        first.put(finding.path(), finding);
        if (first.size() > Summary.FIRST) {
            first.pollLastEntry();
        }
    }

    private static boolean isOfContentAlone(Outcome.Differ differ) {
        return !differ.young()
                && differ.differences().stream().allMatch(each -> each.what().equals(Contents.WHAT));
    }

    synchronized Summary summary(Instant now, long bytes, long forgottenNames, boolean complete) {
        return new Summary(
                began,
                Duration.between(began, now),
                bytes,
                matches,
                differing,
                missing,
                extra,
                errors,
                contentAlone,
                young,
                notCompared,
                List.copyOf(leftOut.values()),
                forgottenNames,
                complete,
                List.copyOf(first.values()));
    }
}
