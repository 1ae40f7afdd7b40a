package dev.caravan.cutover;

import dev.caravan.change.Heartbeat;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Waits until the log shows a heartbeat that was sent after the freeze: then everything that happened before it has
 * been read. Single-threaded: the cut-over's thread calls it.
 *
 * <p>Reading a log to its end does not suffice, since the client may not have written its last lines yet. Where a log
 * never shows lookups of names that do not exist, a fixed wait has to suffice, and the evidence says so.
 */
final class LogWait {
    /**
     * The longest wait for a heartbeat in a log that shows lookups, or may do so: longer than a client or syslog delays
     * its lines.
     */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The wait for a log that does not show lookups; it always passes in full. */
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

    /** How long to wait for a heartbeat at most; where the log does not show lookups, the wait in full. */
    static Duration patience(Options options, Heartbeat.Shown shown) {
        if (options.logLagSeconds() != null) {
            return Duration.ofSeconds(options.logLagSeconds());
        }
        return shown == Heartbeat.Shown.NO ? BLIND : PATIENCE;
    }

    /**
     * Returns once the log has been read to its end as it was at the freeze.
     *
     * @throws CutoverStopped if a log that showed heartbeats before does not show this one
     * @throws IOException if the source does not answer
     */
    LogEnd await() throws CutoverStopped, IOException, InterruptedException {
        if (caravan.isFleet()) {
            return awaitAgents();
        }
        Heartbeat heartbeat = caravan.heartbeat();
        Instant asked = clock.instant();
        Heartbeat.Beat beat = heartbeat.beat();
        // The wait begins when the backlog has been read: reading it, however long that takes, is no sign of a
        // silent log.
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
            // The heartbeat came through one feed and says nothing of the others.
            awaitLinesOnTheirWay(asked);
        }
        return new LogEnd(asked, heard, Duration.between(asked, clock.instant()).toMillis());
    }

    /** Returns once the log of each agent has shown a heartbeat, and all hints that were published before that are taken. */
    private LogEnd awaitAgents() throws CutoverStopped, IOException, InterruptedException {
        Instant asked = clock.instant();
        List<String> agents;
        do {
            agents = caravan.feeds();
            await(caravan.heartbeat().beat(), asked);
            // One may have joined meanwhile.
        } while (!agents.equals(caravan.feeds()));
        return new LogEnd(
                asked, clock.instant(), Duration.between(asked, clock.instant()).toMillis());
    }

    private void await(Heartbeat.Beat beat, Instant asked) throws CutoverStopped, InterruptedException {
        Instant idleSince = null;
        // The hints' end is asked for after the heartbeat was heard: what came before it is published by then.
        while (!beat.isHeard() || !caravan.areHintsTaken()) {
            Instant now = clock.instant();
            List<Reason> faults = caravan.fleetFaults();
            boolean isBusy = faults.isEmpty() && !caravan.isRead();
            idleSince = isBusy ? null : idleSince == null ? now : idleSince;
            if (idleSince != null && !now.isBefore(idleSince.plus(patience(options, Heartbeat.Shown.YES)))) {
                throw faults.isEmpty()
                        ? unheard(beat.unheard(), asked, now)
                        : new CutoverStopped(CutoverProgress.Outcome.NOT_READY, faults);
            }
            tick(asked);
        }
    }

    private static CutoverStopped unheard(List<String> logs, Instant asked, Instant now) {
        return CutoverStopped.notReady(
                "silent-log",
                String.join(", ", logs) + ": what was looked up there "
                        + Duration.between(asked, now).toSeconds() + " s ago has not come out of the log",
                "see whether the clients there still write their logs, and repeat; where they keep their lines back for longer,"
                        + " with --log-lag-seconds");
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
        // Held paths can be looked at while the log is waited for.
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
