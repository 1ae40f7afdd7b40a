package dev.caravan.cli;

import dev.caravan.app.Engine;
import dev.caravan.control.Threads;
import dev.caravan.terminal.LiveLine;
import dev.caravan.terminal.Units;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The live progress line of a verification, printed by a thread of its own. Thread-safe. */
final class VerifyProgress {
    private static final long EVERY_MILLIS = 500;
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final Engine.Running running;
    private final LiveLine line;
    private final long begin = System.nanoTime();
    private final ScheduledExecutorService scheduler = Threads.scheduler("progress");

    VerifyProgress(Engine.Running running, PrintStream out, boolean terminal) {
        this.running = running;
        line = new LiveLine(out, terminal, BETWEEN_LINES, BETWEEN_LINES);
    }

    void start() {
        Future<?> unused = scheduler.scheduleAtFixedRate(this::show, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void show() {
        if (!scheduler.isShutdown()) {
            Duration elapsed = Duration.ofNanos(System.nanoTime() - begin);
            line.show(text(elapsed), elapsed);
        }
    }

    private String text(Duration elapsed) {
        long entries = running.meter("caravan.verify.entries");
        long perSecond = (long) (entries / Math.max(1e-3, elapsed.toMillis() / 1e3));
        return String.join(
                " | ",
                Units.duration(elapsed),
                Units.count(running.meter("caravan.verify.directories"), "directory", "directories"),
                Units.count(entries, "entry", "entries") + ", " + Units.count(perSecond) + " a second",
                Units.bytes(running.meter("caravan.verify.bytes")) + " of content",
                Units.count(running.meter("caravan.verify.findings")) + " found",
                Units.count(running.meter("caravan.settle.held") + running.meter("caravan.copy.inflight"))
                        + " to be mended");
    }

    /** Ends the live line, so that other text may follow. */
    synchronized void end() {
        scheduler.shutdownNow();
        line.end();
    }
}
