package dev.caravan.cli;

import dev.caravan.app.Engine;
import dev.caravan.terminal.Units;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The progress of a migration on one line; all its numbers come from the meters and count from a chosen
 * moment. Single-threaded.
 */
final class ProgressLine {
    private static final String ENTRIES = "caravan.walk.entries";
    private static final String DIRECTORIES = "caravan.walk.directories";
    private static final String COPIED = "caravan.copy.entries";
    private static final String BYTES = "caravan.copy.bytes";
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final Duration ROUNDED_UP = Duration.ofSeconds(1);

    private final Engine.Running running;
    private final WalkEstimate estimate;
    private final Map<String, Long> before = new HashMap<>();

    private ProgressLine(Engine.Running running, WalkEstimate estimate) {
        this.running = running;
        this.estimate = estimate;
    }

    /** A line that counts from the start of the process. */
    static ProgressLine ofAll(Engine.Running running, WalkEstimate estimate) {
        return new ProgressLine(running, estimate);
    }

    /** A line that counts from now on. */
    static ProgressLine sinceNow(Engine.Running running, WalkEstimate estimate) {
        ProgressLine line = new ProgressLine(running, estimate);
        for (String meter : new String[] {ENTRIES, DIRECTORIES, COPIED, BYTES}) {
            line.before.put(meter, running.meter(meter));
        }
        return line;
    }

    /** True while a walk is under way. */
    static boolean isWalking(Engine.Running running) {
        return running.meter("caravan.walk.busy") > 0;
    }

    /** True where at least one entry was copied since the chosen moment. */
    boolean isCopied() {
        return count(COPIED) > 0;
    }

    /**
     * The line for a walk.
     *
     * @param elapsed the time since the walk began; it never decreases from call to call
     */
    String walk(Duration elapsed) {
        long entries = count(ENTRIES);
        long directories = count(DIRECTORIES);
        estimate.learn(elapsed, directories, entries, running.meter("caravan.walk.pending.directories"));
        String seen = Units.count(entries)
                + (estimate.total().isPresent() && isWalking(running)
                        ? " of about " + Units.count(estimate.total().getAsLong())
                        : "");
        return String.join(
                " | ",
                Units.duration(elapsed),
                "seen " + seen + " entries in " + Units.count(directories) + " directories",
                "copied " + copied(elapsed),
                failed(),
                isWalking(running) ? left() : waiting());
    }

    /** The line between walks, when only changes by users are copied. */
    String live(Duration elapsed) {
        return String.join(" | ", "copied " + copied(elapsed), failed(), "holds " + held("path", "paths"));
    }

    /**
     * The entries and bytes that were copied, and the bytes per second.
     *
     * @param elapsed the time in which they were copied
     */
    String copied(Duration elapsed) {
        long bytes = count(BYTES);
        long perSecond = (long) (bytes / Math.max(1e-3, elapsed.toMillis() / 1e3));
        return Units.count(count(COPIED)) + ", " + Units.bytes(bytes) + ", " + Units.bytes(perSecond) + "/s";
    }

    private String left() {
        return estimate.left()
                .map(left -> "about " + Units.duration(left) + " left")
                .orElse("walking");
    }

    private String waiting() {
        return "waits for " + held("young entry", "young entries")
                + running.heldUntil()
                        .map(until ->
                                " until " + CLOCK.format(until.plus(ROUNDED_UP).atZone(ZoneId.systemDefault())))
                        .orElse("");
    }

    private String failed() {
        return "failed " + Units.count(running.meter("caravan.checkpoint.failures"));
    }

    private String held(String one, String several) {
        return Units.count(running.meter("caravan.settle.held"), one, several);
    }

    private long count(String meter) {
        return running.meter(meter) - before.getOrDefault(meter, 0L);
    }
}
