package dev.caravan.cutover;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How far a cut-over is, or how it ended.
 *
 * @param outcome {@link Outcome#RUNNING} until it has ended
 * @param step the one it is in, or ended in; null where none began
 * @param began when it was asked for
 * @param frozenAt from when on the source counts as frozen; null before
 * @param updated when this was so
 * @param round how often it drained, 1 or more
 * @param detail for a person: how far the step is
 * @param stepMillis how long each step took so far
 * @param reasons why it ended without being done
 * @param evidence the page that it wrote, in the folder of the state; null before
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
    /** How it ended, if it did. */
    enum Outcome {
        /** There was none. */
        NONE,
        RUNNING,
        /** The target is the live side now. */
        DONE,
        /** Something bars it. */
        NOT_READY,
        /** Somebody ended it, or the process was stopped. */
        ABORTED,
        /** Something did not work. */
        FAILED
    }

    static final CutoverProgress NONE =
            new CutoverProgress(Outcome.NONE, null, null, null, null, 0, "", Map.of(), List.of(), null);

    static CutoverProgress begun(Instant now) {
        return new CutoverProgress(Outcome.RUNNING, null, now, null, now, 1, "", Map.of(), List.of(), null);
    }

    /** The same in the next step. */
    CutoverProgress at(Step next, Instant now, String say) {
        Map<Step, Long> times = new LinkedHashMap<>(stepMillis);
        times.putIfAbsent(next, 0L);
        return new CutoverProgress(outcome, next, began, frozenAt, now, round, say, times, reasons, evidence);
    }

    /** The same after so much more time in its step. */
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
