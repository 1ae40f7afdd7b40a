package dev.caravan.cutover;

import dev.caravan.change.Gap;
import dev.caravan.change.Heartbeat;
import dev.caravan.change.VerifyRun;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.LeftOut;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The running Caravan at one moment.
 *
 * @param paused by the operator
 * @param walking a walk is under way or asked for
 * @param targetFault why nothing can be written to the target, or the source is not to be trusted, in one sentence; empty while both
 *     are as at the start
 * @param follows a feed tells what changes; without one only a walk does
 * @param shown whether the log shows what Caravan looks up, so that it tells how far it is
 * @param distrust why the feeds alone cannot be trusted to have told of every change, in one sentence; empty where they can
 * @param held paths that wait to be quiet
 * @param hot files that never became quiet
 * @param failures paths that could not be made equal
 * @param gaps stretches of a feed that no walk has healed
 * @param leftOut what of the source is left out because of what it is, and was not accepted
 * @param lagBytes of the log that were not read
 * @param lagSeconds that the last line read is behind the present
 * @param lastPass the last walk of the whole tree that has ended
 * @param lastVerify the last comparison of both trees whole that has ended
 * @param lastContent the last of these that compared content; see {@link LastVerify#content}
 */
public record Situation(
        boolean paused,
        boolean walking,
        Optional<String> targetFault,
        boolean follows,
        Heartbeat.Shown shown,
        Optional<String> distrust,
        long held,
        List<Hot> hot,
        long failures,
        List<Gap> gaps,
        List<LeftOut> leftOut,
        long lagBytes,
        long lagSeconds,
        Optional<Pass> lastPass,
        Optional<VerifyRun.Result> lastVerify,
        Optional<VerifyRun.Result> lastContent) {
    /**
     * A file that never became quiet.
     *
     * @param bytes its size when it was last looked at
     */
    public record Hot(RelativePath path, long bytes) {}

    /** A walk of the whole tree. */
    public record Pass(Instant began, Instant ended) {}

    long hotBytes() {
        return hot.stream().mapToLong(Hot::bytes).sum();
    }
}
