package dev.caravan.fleet;

/**
 * How a mover's own work stands. What is held is in the topic, too; the gaps, the failures and the paths to look at again are
 * in the mover's state folder alone.
 *
 * @param held paths that wait until they are quiet
 * @param gaps stretches in which changes may be missing, and which no walk has healed yet
 * @param failures paths that could not be made equal and are tried again
 * @param again paths that are looked at again now and then
 * @param entries entries that were made equal since its start
 * @param bytes bytes of data that were copied since its start
 */
public record MoverWork(long held, long gaps, long failures, long again, long entries, long bytes) {
    /** True where nobody else knows of something that is still to do. */
    boolean isOpen() {
        return isIncomplete() || again > 0;
    }

    /** True where something is known to be missing. */
    public boolean isIncomplete() {
        return gaps > 0 || failures > 0;
    }

    /** What is still to do, for a person. */
    public String open() {
        return "open gaps " + gaps + ", failed paths " + failures + ", paths to look at again " + again;
    }
}
