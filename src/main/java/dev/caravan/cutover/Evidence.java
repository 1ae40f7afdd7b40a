package dev.caravan.cutover;

import dev.caravan.change.VerifyRun;
import dev.caravan.control.Freeze;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a cut-over did, for whoever asks later.
 *
 * @param frozenBy the operator, or the command
 * @param freezeMillis from the beginning of the freeze until nothing more was written to the target
 * @param rounds how often it drained
 * @param forecast of the moment before
 * @param proofSeconds how long nothing had changed
 * @param lastChange the latest change of the source that was seen; null where none was
 * @param log how far the log was read; null where none is followed
 * @param walk of the whole source within the freeze; null where the feeds were trusted
 * @param putOff what was looked at beside; null where the walk did so
 * @param comparedSince what was changed then or later was compared
 * @param everythingVerified both trees whole; else what changed since {@code comparedSince}
 * @param verification of this cut-over
 * @param lastVerify of both trees whole, before; null where there was none
 * @param lastContent the last of these that compared content; null where there was none
 * @param lastPass the last walk of the whole tree
 * @param feeds that told what changed
 * @param failures that were open at the end
 * @param gaps that were open at the end
 */
record Evidence(
        Instant began,
        Instant frozenAt,
        Instant ended,
        String frozenBy,
        long freezeMillis,
        int rounds,
        Map<Step, Long> stepMillis,
        Forecast forecast,
        long proofSeconds,
        Freeze.Change lastChange,
        LogEnd log,
        Walk.Result walk,
        PutOff putOff,
        Instant comparedSince,
        boolean everythingVerified,
        VerifyRun.Result verification,
        VerifyRun.Result lastVerify,
        VerifyRun.Result lastContent,
        Situation.Pass lastPass,
        List<String> feeds,
        long failures,
        long gaps,
        Facts facts) {}
