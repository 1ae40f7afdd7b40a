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
 * A snapshot of the running migration. Immutable.
 *
 * @param paused true while the operator has paused the migration
 * @param walking true while a walk is under way or asked for
 * @param targetFault one sentence: why the target cannot be written to, or the source cannot be trusted; empty while
 *     both are as they were at the start
 * @param follows true where a feed reports changes; false where only walks find them
 * @param shown whether the log shows heartbeats, and so tells how far it has been read
 * @param distrust one sentence: why the feeds alone may not have reported every change; empty where they can be trusted
 * @param held the number of paths that wait to be quiet
 * @param hot the files that never became quiet
 * @param failures the number of paths that could not be made equal
 * @param gaps the gaps that no walk has healed
 * @param leftOut the entries of the source that are left out because of their kind, where nobody has accepted that
 * @param lagBytes bytes of the log that are still to be read
 * @param lagSeconds seconds by which the last line that was read is behind the present
 * @param lastPass the last complete walk of the whole tree
 * @param lastVerify the last complete comparison of both whole trees
 * @param lastContent the last such comparison that included content; see {@link LastVerify#content}
 * @param otherMovers the other processes that write to the target, for a person
 * @param fleet see {@link RunningMigration#fleetFaults}
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
        Optional<VerifyRun.Result> lastContent,
        List<String> otherMovers,
        List<Reason> fleet) {
    /**
     * A file that never became quiet.
     *
     * @param bytes the size of the file, in bytes
     */
    public record Hot(RelativePath path, long bytes) {}

    /** A complete walk of the whole tree. */
    public record Pass(Instant began, Instant ended) {}

    long hotBytes() {
        return hot.stream().mapToLong(Hot::bytes).sum();
    }
}
