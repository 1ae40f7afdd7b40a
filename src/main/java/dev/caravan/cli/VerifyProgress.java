package dev.caravan.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** One live line beside a verify: drawn again in its place on a terminal, a line a minute elsewhere. */
final class VerifyProgress {
    private static final Duration REDRAWN_EVERY = Duration.ofMillis(500);
    private static final Duration LINE_EVERY = Duration.ofMinutes(1);

    private final Engine.Running running;
    private final PrintStream out;
    private final boolean terminal;
    private final Instant began = Instant.now();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });

    VerifyProgress(Engine.Running running, PrintStream out, boolean terminal) {
        this.running = running;
        this.out = out;
        this.terminal = terminal;
    }

    void start() {
        long millis = (terminal ? REDRAWN_EVERY : LINE_EVERY).toMillis();
        Future<?> unused = scheduler.scheduleAtFixedRate(this::show, millis, millis, TimeUnit.MILLISECONDS);
    }

    private synchronized void show() {
        if (terminal) {
            // No wrapping (DECAWM) while it is drawn: a line longer than the terminal is wide is cut.
            out.print("\r\u001b[?7l" + line() + "\u001b[K\u001b[?7h");
            out.flush();
        } else {
            out.println(line());
        }
    }

    private String line() {
        double seconds = Math.max(0.001, Duration.between(began, Instant.now()).toMillis() / 1000.0);
        long entries = running.meter("caravan.verify.entries");
        return String.format(
                Locale.ROOT,
                "%.0f s | %d directories, %d entries, %.0f a second | %s of content | %d found | %d to be mended",
                seconds,
                running.meter("caravan.verify.directories"),
                entries,
                entries / seconds,
                VerifyText.size(running.meter("caravan.verify.bytes")),
                running.meter("caravan.verify.findings"),
                running.meter("caravan.settle.held") + running.meter("caravan.copy.inflight"));
    }

    /** Ends the live line, so that other text may follow. */
    synchronized void end() {
        scheduler.shutdownNow();
        if (terminal) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }
}
