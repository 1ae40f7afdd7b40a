package dev.caravan.cutover;

/** What a cut-over does, in this order; {@link Cutover} goes through them, those from the drain to the comparison perhaps again. */
enum Step {
    /** The source is frozen: by the operator before, or by a command. */
    FREEZE,
    /** The log is read up to what Caravan itself has looked up after the freeze, and a little longer where no log shows that. */
    LOG,
    /** All that is held is looked at now, hot files too; the proof's time runs meanwhile. */
    DRAIN,
    /** The whole source is walked; left out where the log is trusted. */
    FROZEN_WALK,
    /** A quiet period goes by in which nothing changes. */
    PROVE,
    /** The directories of what changed get their times. */
    DIRECTORY_TIMES,
    /** What changed since the last verification is compared, or everything. */
    VERIFY,
    /** What was done is written down. */
    EVIDENCE,
    /** Nothing is written to the target any more. */
    DONE
}
