package dev.caravan.cutover;

import java.util.List;

/**
 * The options of a cut-over.
 *
 * @param frozen true where the operator has frozen the source already
 * @param freezeCommand the program that freezes the source, and its arguments; empty where the operator did
 * @param full true: compare everything, not only what changed since the last verification
 * @param trustLog true: do not walk the source during the freeze, but rely on the feeds and the last verification
 * @param again true: cut over although a cut-over is in force already
 * @param proveSeconds how long the source must have been unchanged, 0 or more; null takes the quiet period
 * @param deadlineSeconds the longest freeze before the cut-over gives up, 1 or more; null means no limit
 * @param logLagSeconds how long to wait for a heartbeat in the log, or in full where the log shows none, 1 or more;
 *     null takes {@link LogWait#PATIENCE}, or {@link LogWait#BLIND}
 */
public record Options(
        boolean frozen,
        List<String> freezeCommand,
        boolean full,
        boolean trustLog,
        boolean again,
        Long proveSeconds,
        Long deadlineSeconds,
        Long logLagSeconds) {
    /** The options of a readiness check that names none. */
    public static final Options DEFAULT = new Options(false, List.of(), false, false, false, null, null, null);

    /** Checks the options. */
    public Options {
        freezeCommand = freezeCommand == null ? List.of() : List.copyOf(freezeCommand);
        if (frozen && !freezeCommand.isEmpty()) {
            throw new IllegalArgumentException("the source is frozen already, or by a command: not both");
        }
        requireAtLeast(0, proveSeconds, "proveSeconds");
        requireAtLeast(1, deadlineSeconds, "deadlineSeconds");
        requireAtLeast(1, logLagSeconds, "logLagSeconds");
    }

    private static void requireAtLeast(long least, Long value, String name) {
        if (value != null && (value < least || value > Integer.MAX_VALUE)) {
            throw new IllegalArgumentException(name + ": is " + value + ", expected at least " + least);
        }
    }

    /** True where the source is frozen, by the operator or by a command; otherwise only readiness can be checked. */
    boolean isForReal() {
        return frozen || !freezeCommand.isEmpty();
    }

    /** True where neither a walk nor a full comparison during the freeze would find what the feeds did not report. */
    boolean reliesOnFeeds() {
        return trustLog && !full;
    }
}
