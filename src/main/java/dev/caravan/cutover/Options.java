package dev.caravan.cutover;

import java.util.List;

/**
 * How to cut over.
 *
 * @param frozen the operator has frozen the source
 * @param freezeCommand freezes it: a program and its arguments; empty where the operator did
 * @param full compare everything, not only what changed since the last verification
 * @param trustLog do not walk the source within the freeze: what the feeds and the last verification say has to do
 * @param again although a cut-over is done already
 * @param proveSeconds how long nothing may have changed, 0 or more; null takes the quiet period
 * @param deadlineSeconds give up when the freeze lasts longer, 1 or more; null never does
 * @param logLagSeconds how long the log may keep back what was looked up, or has to be waited for where it never shows that, 1 or
 *     more; null takes {@link LogWait#PATIENCE}, or {@link LogWait#BLIND}
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
    /** The dry question's. */
    public static final Options DEFAULT = new Options(false, List.of(), false, false, false, null, null, null);

    /** Checks. */
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

    /** True where somebody freezes the source; else there is only a question to be answered. */
    boolean isForReal() {
        return frozen || !freezeCommand.isEmpty();
    }

    /** True where nothing within the freeze looks at what the feeds do not tell of. */
    boolean reliesOnFeeds() {
        return trustLog && !full;
    }
}
