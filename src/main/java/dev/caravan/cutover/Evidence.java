package dev.caravan.cutover;

import dev.caravan.change.Freeze;
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
 * @param everythingVerified both trees whole; else what changed since {@code lastVerify}
 * @param verification of this cut-over
 * @param lastVerify of both trees whole, before; null where there was none
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
        boolean everythingVerified,
        Verification.Result verification,
        Verification.Result lastVerify,
        Situation.Pass lastPass,
        List<String> feeds,
        long failures,
        long gaps,
        Facts facts) {}
