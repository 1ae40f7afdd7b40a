package dev.caravan.cutover;

/**
 * The steps of a cut-over, in their order. {@link Cutover} runs them; those from {@link #DRAIN} to {@link #VERIFY} may
 * be repeated.
 */
enum Step {
    /** The source is frozen: the operator has done so before, or a command does. */
    FREEZE,
    /**
     * The log is read up to a heartbeat that was sent after the freeze; a log that shows none is given a fixed wait.
     */
    LOG,
    /** Every held path is looked at now, hot files too; the time of {@link #PROVE} runs meanwhile. */
    DRAIN,
    /** The whole source is walked; skipped where the log is trusted. */
    FROZEN_WALK,
    /** The source must have been unchanged for a quiet period. */
    PROVE,
    /** The parent directories of changed entries are looked at, which sets their times. */
    DIRECTORY_TIMES,
    /** What changed since the last verification is compared, or everything. */
    VERIFY,
    /** The evidence is written. */
    EVIDENCE,
    /** The marker is written: nothing is written to the target any more. */
    DONE
}
