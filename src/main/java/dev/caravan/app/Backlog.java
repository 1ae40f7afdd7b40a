package dev.caravan.app;

import dev.caravan.tail.LogLag;

/**
 * What is left to do, read from the stages themselves, for decisions; meters are for people. Immutable; any thread.
 *
 * @param log how much of the log is not read yet
 * @param heldPaths paths that wait to be quiet, or for another attempt
 * @param hotPaths held paths that never became quiet and are copied all the same
 * @param failedPaths paths in the failure journal
 * @param openGaps gaps that no walk has healed yet
 * @param isBusy true while a walk, a look or a copy is under way
 */
public record Backlog(LogLag log, long heldPaths, long hotPaths, long failedPaths, long openGaps, boolean isBusy) {
    /** True where the log is read to its end, nothing is held and nothing is under way. */
    public boolean isDrained() {
        return heldPaths == 0 && isIdle();
    }

    /** True where only paths that never become quiet are left. */
    public boolean isDrainedButForHotPaths() {
        return heldPaths <= hotPaths && isIdle();
    }

    /** True where an entry that is not hot may differ. */
    public boolean isIncomplete() {
        return failedPaths > 0 || openGaps > 0;
    }

    private boolean isIdle() {
        return log.bytes() == 0 && !isBusy;
    }
}
