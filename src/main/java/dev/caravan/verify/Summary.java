package dev.caravan.verify;

import dev.caravan.trees.LeftOut;
import dev.caravan.verify.Outcome.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The result of a pass. Immutable; any thread.
 *
 * @param bytes bytes of content that were read on each side and are equal
 * @param matches entries that are equal in everything that was compared
 * @param contentAlone entries that differ only in their content and are not young: a tool that compares sizes and times
 *     takes them for equal
 * @param young differing, missing and extra entries that changed so recently that a running Caravan may not have copied
 *     the change yet
 * @param notCompared entries that were not compared: excluded, being made, or gone
 * @param leftOut entries of the source that are not copied because of what they are
 * @param forgottenNames files with several hard links that were too many to remember: only their numbers of links
 *     were compared
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
    /** The number of findings that are shown to a person; the report has all of them. */
    public static final int FIRST = 20;

    /** The number of findings, young ones included. */
    public long findings() {
        return differing + missing + extra + errors;
    }

    /** True where both trees were looked at completely and there are no findings. */
    public boolean isEqual() {
        return findings() == 0 && complete;
    }

    /** The number of entries that are not copied because of what they are. */
    public long leftOutEntries() {
        return leftOut.stream().mapToLong(LeftOut::count).sum();
    }

    /** True where the pass is complete, and there are findings, all of them young. */
    public boolean isOnlyYoung() {
        return complete && findings() > 0 && findings() == young;
    }
}
