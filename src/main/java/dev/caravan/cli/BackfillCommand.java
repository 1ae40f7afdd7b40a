package dev.caravan.cli;

import dev.caravan.app.Engine;
import dev.caravan.change.Look;
import dev.caravan.settings.Key;
import dev.caravan.settings.Settings;
import dev.caravan.terminal.LiveLine;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code backfill}: runs one walk and everything else that {@code run} does, except following the log. */
@Command(
        name = "backfill",
        description = "Walks the source once, copies what is missing or differs, and ends; no log is followed.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {
            "0:done",
            "1:entries failed, or it was stopped before its end; started again it goes on",
            "2:wrong usage or configuration"
        })
final class BackfillCommand implements Callable<Integer> {
    /**
     * Settings that leave only the one walk: no log, no other feeds, no second walk and no retries, since the command
     * would not wait for them.
     */
    private static final Map<String, String> ONE_WALK = Map.of(
            Key.TAIL_PATH.key(),
            "",
            Key.FEEDS.key(),
            "",
            Key.OPLOG_PATH.key(),
            "",
            Key.RESOLVE_COMMAND.key(),
            "",
            Key.SETTLE_LOOK_AGAIN_HOURS.key(),
            "0",
            "camel.main.routes-include-pattern",
            "",
            Key.WALK_ENABLED.key(),
            "true",
            Key.WALK_EVERY_HOURS.key(),
            "0",
            Key.WALK_HEAL_SECONDS.key(),
            "999999999",
            Key.FAILURES_CHECK_MILLIS.key(),
            "999999999");

    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);
    private static final long POLL_MILLIS = 250;

    /**
     * The pause before the next look at the backlog after the walk's end: the threads that did the last entries have a
     * few steps to go.
     */
    private static final long SETTLING_MILLIS = 5;

    /**
     * How long the backlog must stay drained before the command ends; longer than an entry takes from one stage to
     * the next.
     */
    private static final Duration STEADY = Duration.ofSeconds(2);

    private final Engine engine;
    private final ConfigurationOptions options;

    @Mixin
    private final AgainOption again;

    BackfillCommand(Engine engine, ConfigurationOptions options, AgainOption again) {
        this.engine = engine;
        this.options = options;
        this.again = again;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = again.applyTo(options.settings(ONE_WALK)).oneWalk().startedAs("backfill");
        long begin = System.nanoTime();
        Engine.Running running = engine.start(settings, options.routes(), Look.Listener.NONE);
        Stop stop = Stop.onSignal(running, 1);
        ProgressLine progress = ProgressLine.ofAll(running, WalkEstimate.of(settings.readRoot()));
        boolean terminal = LiveLine.isTerminal(2);
        LiveLine line = new LiveLine(System.err, terminal, BETWEEN_LINES, BETWEEN_LINES);
        await(running, stop, progress, line, begin);
        line.end();
        // What the end of the walk closes, it closes once all is on disk: only then is it told what stays open.
        boolean isOnDisk = isOnDisk(running);
        BackfillReport report = new BackfillReport(running, progress);
        System.out.print(report.summary(since(begin)));
        System.out.flush();
        int status = running.backlog().isIncomplete() || !isOnDisk ? 1 : 0;
        stop.now();
        return status;
    }

    private static void await(Engine.Running running, Stop stop, ProgressLine progress, LiveLine line, long begin)
            throws InterruptedException {
        CompletableFuture<Void> walked = running.walked();
        long busyAt = System.nanoTime();
        while (!isDone(walked, running) && System.nanoTime() - busyAt < STEADY.toNanos()) {
            if (stop.isAsked()) {
                stop.forEver();
            }
            Duration elapsed = since(begin);
            line.show(progress.walk(elapsed), elapsed);
            if (!running.backlog().isDrainedButForHotPaths()) {
                busyAt = System.nanoTime();
            }
        }
    }

    /**
     * Waits for the walk for {@link #POLL_MILLIS}; true once it has ended and the backlog is drained. A path that never
     * becomes quiet keeps a walk from its end; {@link #await} returns all the same.
     */
    private static boolean isDone(CompletableFuture<Void> walked, Engine.Running running) throws InterruptedException {
        try {
            walked.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the walk", e.getCause());
        }
        if (running.backlog().isDrainedButForHotPaths()) {
            return true;
        }
        TimeUnit.MILLISECONDS.sleep(SETTLING_MILLIS);
        return false;
    }

    /** Waits, however long, until all data is on the target's disk: the exit status 0 promises that. */
    private static boolean isOnDisk(Engine.Running running) throws InterruptedException {
        try {
            running.awaitDurable();
            return true;
        } catch (IOException e) {
            System.err.println("caravan: " + e.getMessage());
            return false;
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
