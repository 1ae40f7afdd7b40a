package dev.caravan.cutover;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The progress of a cut-over, or its outcome. Immutable.
 *
 * @param outcome the outcome; {@link Outcome#RUNNING} until the cut-over has ended
 * @param step the current step, or the one in which the cut-over ended; null before the first step
 * @param began when the cut-over was requested
 * @param frozenAt when the freeze of the source began; null before
 * @param updated when this progress was recorded
 * @param round the number of the current round, from 1
 * @param detail text for a person: how far the step is
 * @param stepMillis milliseconds spent in each step so far
 * @param reasons why it ended without being done; empty otherwise
 * @param evidence the name of the evidence page in the state folder; null until it is written
 */
record CutoverProgress(
        Outcome outcome,
        Step step,
        Instant began,
        Instant frozenAt,
        Instant updated,
        int round,
        String detail,
        Map<Step, Long> stepMillis,
        List<Reason> reasons,
        String evidence) {
    /** The outcome of a cut-over. */
    enum Outcome {
        /** No cut-over was begun since the process started. */
        NONE,
        RUNNING,
        /** The target is the live side now. */
        DONE,
        /** A reason forbids the switch. */
        NOT_READY,
        /** A person aborted it, or the process was stopped. */
        ABORTED,
        /** An error ended it. */
        FAILED
    }

    static final CutoverProgress NONE =
            new CutoverProgress(Outcome.NONE, null, null, null, null, 0, "", Map.of(), List.of(), null);

    static CutoverProgress begun(Instant now) {
        return new CutoverProgress(Outcome.RUNNING, null, now, null, now, 1, "", Map.of(), List.of(), null);
    }

    /** A copy that has entered the next step. */
    CutoverProgress at(Step next, Instant now, String say) {
        Map<Step, Long> times = new LinkedHashMap<>(stepMillis);
        times.putIfAbsent(next, 0L);
        return new CutoverProgress(outcome, next, began, frozenAt, now, round, say, times, reasons, evidence);
    }

    /** A copy with the time since the last update added to the current step. */
    CutoverProgress later(Instant now, String say) {
        Map<Step, Long> times = new LinkedHashMap<>(stepMillis);
        if (step != null) {
            long passed = Duration.between(updated, now).toMillis();
            times.merge(step, Math.max(0, passed), Long::sum);
        }
        return new CutoverProgress(outcome, step, began, frozenAt, now, round, say, times, reasons, evidence);
    }

    CutoverProgress frozen(Instant at) {
        return new CutoverProgress(outcome, step, began, at, updated, round, detail, stepMillis, reasons, evidence);
    }

    CutoverProgress nextRound() {
        return new CutoverProgress(
                outcome, step, began, frozenAt, updated, round + 1, detail, stepMillis, reasons, evidence);
    }

    CutoverProgress evidence(String page) {
        return new CutoverProgress(outcome, step, began, frozenAt, updated, round, detail, stepMillis, reasons, page);
    }

    CutoverProgress ended(Outcome how, List<Reason> why) {
        return new CutoverProgress(
                how, step, began, frozenAt, updated, round, "", stepMillis, List.copyOf(why), evidence);
    }
}
