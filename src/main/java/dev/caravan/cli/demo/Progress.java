package dev.caravan.cli.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One live line: drawn again in its place on a terminal, a line every two seconds elsewhere. One thread. */
final class Progress {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);
    /** To the line's begin, no wrapping (DECAWM): a line longer than the terminal is wide is cut, not drawn again below itself. */
    private static final String REDRAW = "\r\u001b[?7l";
    /** Clears to the end of the line, wraps again. */
    private static final String REDRAWN = "\u001b[K\u001b[?7h";

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier operations;
    private final Following.Counters counters;
    private Duration nextLine = Duration.ZERO;
    private boolean open;

    Progress(PrintStream out, boolean terminal, LongSupplier operations, Following.Counters counters) {
        this.out = out;
        this.terminal = terminal;
        this.operations = operations;
        this.counters = counters;
    }

    /** Shows where things stand; {@code elapsed} since the start never goes backwards. */
    void show(String phase, Duration elapsed) {
        if (terminal) {
            out.print(REDRAW + line(phase, elapsed) + REDRAWN);
            out.flush();
            open = true;
        } else if (elapsed.compareTo(nextLine) >= 0) {
            out.println(line(phase, elapsed));
            nextLine = elapsed.plus(BETWEEN_LINES);
        }
    }

    /** Ends the live line, so that other text may follow. */
    void end() {
        if (open) {
            out.println();
            open = false;
        }
    }

    private String line(String phase, Duration elapsed) {
        return String.format(
                Locale.ROOT,
                "%3d s %s | %d changes | held %d, in flight %d | copied %d entries, %s | echoes %d | lag %.1f s",
                elapsed.toSeconds(),
                phase,
                operations.getAsLong(),
                counters.held().getAsLong(),
                counters.inFlight().getAsLong(),
                counters.copiedEntries().getAsLong(),
                size(counters.copiedBytes().getAsLong()),
                counters.echoesDropped().getAsLong(),
                counters.lagMillis().getAsLong() / 1000.0);
    }

    /** Bytes for a person. */
    static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int exponent = Math.min(5, (63 - Long.numberOfLeadingZeros(bytes)) / 10);
        double value = (double) bytes / (1L << (10 * exponent));
        return String.format(Locale.ROOT, "%.1f %siB", value, "KMGTP".charAt(exponent - 1));
    }
}
