package dev.caravan.cutover;

import dev.caravan.change.Heartbeat;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * Waits until the log shows what Caravan has looked up after the freeze: what came before it is read then. On the cut-over's thread.
 *
 * <p>That a log is read to its end says nothing of what its client has not written yet. Where a log never shows what does not exist,
 * some time has to do, and the evidence says so.
 */
final class LogWait {
    /** Of a log that shows what is looked up: longer than a client, or syslog, keeps its lines back. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of a log that does not: waited for in full. */
    static final Duration BLIND = Duration.ofSeconds(10);

    private final Options options;
    private final RunningMigration caravan;
    private final Clock clock;
    private final Run run;

    LogWait(Options options, RunningMigration caravan, Clock clock, Run run) {
        this.options = options;
        this.caravan = caravan;
        this.clock = clock;
        this.run = run;
    }

    /** How long at most, or where the log does not show what is looked up, how long. */
    static Duration patience(Options options, Heartbeat.Shown shown) {
        if (options.logLagSeconds() != null) {
            return Duration.ofSeconds(options.logLagSeconds());
        }
        return shown == Heartbeat.Shown.NO ? BLIND : PATIENCE;
    }

    /**
     * Returns once the log's end can be believed.
     *
     * @throws CutoverStopped where a log that has shown such names before does not show this one
     * @throws IOException if the source does not answer
     */
    LogEnd await() throws CutoverStopped, IOException, InterruptedException {
        Heartbeat heartbeat = caravan.heartbeat();
        Instant asked = clock.instant();
        Heartbeat.Beat beat = heartbeat.beat();
        // Reading what was there before the question is no silence, however long it takes.
        Instant readAt = null;
        while (!beat.isHeard()) {
            Instant now = clock.instant();
            Heartbeat.Shown shown = heartbeat.shown();
            readAt = readAt == null && caravan.isRead() ? now : readAt;
            if (readAt != null && !now.isBefore(readAt.plus(patience(options, shown)))) {
                if (shown == Heartbeat.Shown.YES) {
                    throw silent(asked, now);
                }
                return blind(asked);
            }
            tick(asked);
        }
        Instant heard = clock.instant();
        if (caravan.feeds().size() > 1) {
            // It came through one of them.
            awaitLinesOnTheirWay(asked);
        }
        return new LogEnd(asked, heard, Duration.between(asked, clock.instant()).toMillis());
    }

    private LogEnd blind(Instant asked) throws CutoverStopped, InterruptedException {
        awaitLinesOnTheirWay(asked);
        return new LogEnd(asked, null, Duration.between(asked, clock.instant()).toMillis());
    }

    private void awaitLinesOnTheirWay(Instant asked) throws CutoverStopped, InterruptedException {
        while (clock.instant().isBefore(asked.plus(caravan.onItsWay()))) {
            tick(asked);
        }
    }

    private void tick(Instant asked) throws CutoverStopped, InterruptedException {
        // What is held need not wait for it.
        caravan.release();
        run.tick(() -> "the log has to show what was looked up at " + asked);
    }

    private static CutoverStopped silent(Instant asked, Instant now) {
        return CutoverStopped.notReady(
                "silent-log",
                "the log has not shown what Caravan looked up "
                        + Duration.between(asked, now).toSeconds() + " s ago",
                "see whether the client still writes its log, and repeat; where it keeps its lines back for longer,"
                        + " with --log-lag-seconds");
    }
}
