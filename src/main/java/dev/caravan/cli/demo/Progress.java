package dev.caravan.cli.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** One live line: drawn again in its place on a terminal, a line every two seconds elsewhere. One thread. */
final class Progress {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);
    private static final String REDRAW = "\r";
    private static final String CLEAR_TO_END_OF_LINE = "\u001b[K";

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

    /** Shows where things stand, so long after the start; never goes backwards. */
    void show(Duration elapsed) {
        if (terminal) {
            out.print(REDRAW + line(elapsed) + CLEAR_TO_END_OF_LINE);
            out.flush();
            open = true;
        } else if (elapsed.compareTo(nextLine) >= 0) {
            out.println(line(elapsed));
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

    private String line(Duration elapsed) {
        return String.format(
                Locale.ROOT,
                "%3d s  %d changes | held %d, in flight %d | copied %d entries, %s | echoes dropped %d | lag %.1f s",
                elapsed.toSeconds(),
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
