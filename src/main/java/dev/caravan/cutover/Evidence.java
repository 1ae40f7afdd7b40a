package dev.caravan.cutover;

import dev.caravan.change.VerifyRun;
import dev.caravan.control.Freeze;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The record of one cut-over: what was done, and what the claim that both trees are equal rests on.
 *
 * @param frozenBy the operator, or the freeze command
 * @param freezeMillis milliseconds from the start of the step FREEZE until the evidence was written
 * @param rounds how often the drain was run
 * @param stepMillis milliseconds spent in each step
 * @param forecast the forecast just before the freeze
 * @param proofSeconds how long the source had been unchanged, in seconds
 * @param lastChange the latest change of the source that was seen; null where none was
 * @param log how far the log was read; null where no log is followed
 * @param walk the walk of the whole source during the freeze; null where the feeds were trusted
 * @param putOff the looks at entries whose hints had been put off; null where the walk looked at them
 * @param comparedSince changes at or after this moment were compared
 * @param everythingVerified true where both whole trees were compared; false: only what changed since
 *     {@code comparedSince}
 * @param verification the comparison during this cut-over
 * @param lastVerify the last comparison of both whole trees before; null where there was none
 * @param lastContent the last such comparison that included content; null where there was none
 * @param lastPass the last walk of the whole tree before the freeze
 * @param feeds the feeds that reported changes
 * @param failures the number of paths in the failure journal at the end
 * @param gaps the number of open gaps at the end
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
