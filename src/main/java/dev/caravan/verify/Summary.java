package dev.caravan.verify;

import dev.caravan.trees.LeftOut;
import dev.caravan.verify.Outcome.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a pass came to.
 *
 * @param bytes of content that were read on each side and are equal
 * @param matches entries that are equal in everything that was compared
 * @param contentAlone of the differing ones, the young left aside: those of which nothing but the content differs, so that who
 *     compares sizes and times takes them for equal
 * @param young of the differences, missing and extra ones: those that a Caravan that runs may still be about
 * @param notCompared entries that were not compared: what is being made, or has gone
 * @param leftOut what of the source is not to be copied because of what it is
 * @param forgottenNames files with several names that were too many to remember: of them only the number of names was compared
 * @param complete false where a part of the trees was not looked at
 * @param first the findings whose paths come first, at most {@link #FIRST}
 */
public record Summary(
        Instant began,
        Duration duration,
        long bytes,
        long matches,
        long differing,
        long missing,
        long extra,
        long errors,
        long contentAlone,
        long young,
        long notCompared,
        List<LeftOut> leftOut,
        long forgottenNames,
        boolean complete,
        List<Finding> first) {
    /** So many findings are told to a person; all are in the report. */
    public static final int FIRST = 20;

    /** What was found, young or not. */
    public long findings() {
        return differing + missing + extra + errors;
    }

    /** True where all of both trees was looked at and nothing was found. */
    public boolean isEqual() {
        return findings() == 0 && complete;
    }

    /** How many entries were left out because of what they are. */
    public long leftOutEntries() {
        return leftOut.stream().mapToLong(LeftOut::count).sum();
    }

    /** True where all that was found is young. */
    public boolean isOnlyYoung() {
        return complete && findings() > 0 && findings() == young;
    }
}
