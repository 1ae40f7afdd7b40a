package dev.caravan.demo;

import dev.caravan.terminal.LiveLine;
import dev.caravan.terminal.Units;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows the demo's progress: one live line on a terminal, otherwise a line every two seconds. Single-threaded. */
final class DemoProgress {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);

    private final LiveLine line;
    private final LongSupplier operations;
    private final Following.Counters counters;

    DemoProgress(PrintStream out, boolean terminal, LongSupplier operations, Following.Counters counters) {
        line = new LiveLine(out, terminal, Duration.ZERO, BETWEEN_LINES);
        this.operations = operations;
        this.counters = counters;
    }

    /** Shows the present state. {@code elapsed} is the time since the start, and never decreases. */
    void show(String phase, Duration elapsed) {
        line.show(text(phase, elapsed), elapsed);
    }

    /** Ends the live line, so that other text may follow. */
    void end() {
        line.end();
    }

    private String text(String phase, Duration elapsed) {
        return String.format(
                Locale.ROOT,
                "%3d s %s | %d changes | held %d, in flight %d | copied %d entries, %s | echoes %d | lag %.1f s",
                elapsed.toSeconds(),
                phase,
                operations.getAsLong(),
                counters.held().getAsLong(),
                counters.inFlight().getAsLong(),
                counters.copiedEntries().getAsLong(),
                Units.bytes(counters.copiedBytes().getAsLong()),
                counters.echoesDropped().getAsLong(),
                counters.lagMillis().getAsLong() / 1000.0);
    }
}
