package dev.caravan.app;

import dev.caravan.tail.LogLag;

/**
 * What is left to do, as the stages themselves say it: whoever decides anything asks this. Meters are for people.
 *
 * @param log how far it is from being read
 * @param heldPaths that wait until they are quiet, or for another try
 * @param hotPaths of these, that never became quiet and are copied all the same
 * @param failedPaths in the failure journal
 * @param openGaps in which a change may have been missed
 * @param isBusy whether a walk, a look or a copy is under way
 */
public record Backlog(LogLag log, long heldPaths, long hotPaths, long failedPaths, long openGaps, boolean isBusy) {
    /** True where the log is read to its end, nothing is held and nothing is under way. */
    public boolean isDrained() {
        return heldPaths == 0 && isIdle();
    }

    /** True where nothing but paths that never become quiet keeps it from being drained. */
    public boolean isDrainedButForHotPaths() {
        return heldPaths <= hotPaths && isIdle();
    }

    /** True where an entry may differ that is not hot. */
    public boolean isIncomplete() {
        return failedPaths > 0 || openGaps > 0;
    }

    private boolean isIdle() {
        return log.bytes() == 0 && !isBusy;
    }
}
