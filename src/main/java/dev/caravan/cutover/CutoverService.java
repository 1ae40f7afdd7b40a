package dev.caravan.cutover;

import dev.caravan.change.StateFolder;
import dev.caravan.control.Freeze;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers whether a cut-over is possible now, and runs one cut-over at a time. Thread-safe. */
public final class CutoverService {
    private static final Logger LOG = LoggerFactory.getLogger(CutoverService.class);

    private final RunningMigration caravan;
    private final Freeze freeze;
    private final StateFolder state;
    private final Duration drainedFor;
    private final Clock clock;
    private final Pause pause;
    private final Executor thread;
    private final Marker marker;
    private final ProgressJournal journal;
    private final Rates rates = new Rates();
    private final Forecaster forecaster = new Forecaster(rates);
    private Run run;

    /**
     * Serves the given migration.
     *
     * @param drainedFor how long all feeds must have been at their ends before they count as drained: as long as a new
     *     line may go unnoticed
     * @param pause how the cut-over waits, such as {@code duration -> Thread.sleep(duration.toMillis())}
     * @param thread runs the steps, one at a time, and never on the caller's thread
     */
    public CutoverService(
            RunningMigration caravan,
            Freeze freeze,
            StateFolder state,
            StateFolder target,
            Duration drainedFor,
            Clock clock,
            Pause pause,
            Executor thread) {
        this.caravan = caravan;
        this.freeze = freeze;
        this.state = state;
        this.drainedFor = drainedFor;
        this.clock = clock;
        this.pause = pause;
        this.thread = thread;
        marker = new Marker(state, target);
        journal = new ProgressJournal(state);
        interrupted().ifPresent(LOG::warn);
    }

    /** Takes one sample of the counters for the forecast; to be called about every five seconds. */
    public void sample() {
        rates.add(clock.instant(), caravan.activity());
    }

    /** Answers whether a cut-over is possible now; changes nothing. */
    Readiness readiness(Options options) {
        Instant now = clock.instant();
        Situation situation = caravan.situation();
        Scope changed = caravan.changedSince(Cutover.base(situation, now));
        List<Reason> reasons = Reasons.of(situation, changed, options, done(), now);
        return new Readiness(
                reasons.stream().noneMatch(Reason::bars),
                reasons,
                forecaster.forecast(situation, changed, options, Cutover.proof(options, freeze), freeze.newest(), now),
                isRunning() ? null : interrupted().orElse(null));
    }

    private Optional<String> done() {
        try {
            return marker.standing();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private Optional<String> interrupted() {
        try {
            return journal.interrupted();
        } catch (IOException e) {
            LOG.debug("{}: tells nothing: {}", ProgressJournal.FILE, e.toString());
            return Optional.empty();
        }
    }

    private synchronized boolean isRunning() {
        return run != null && run.progress().outcome() == CutoverProgress.Outcome.RUNNING;
    }

    /** Begins a cut-over on its own thread, and returns at once; {@link #progress} tells how it goes on. */
    synchronized Begun begin(Options options) {
        if (!options.isForReal()) {
            return Begun.refused("nobody freezes the source: freeze it and say so, or give a command that does");
        }
        if (isRunning()) {
            return Begun.refused("a cut-over is under way already, in its step "
                    + run.progress().step());
        }
        Run begun = new Run(options, caravan, freeze, journal, clock, pause);
        run = begun;
        Cutover cutover = new Cutover(options, caravan, freeze, marker, state, forecaster, drainedFor, clock, begun);
        thread.execute(cutover::go);
        return Begun.ACCEPTED;
    }

    /** The progress of the current cut-over, or the outcome of the last one. */
    synchronized CutoverProgress progress() {
        return run == null ? CutoverProgress.NONE : run.progress();
    }

    /** Aborts a running cut-over, which can be repeated; does nothing where none is running. */
    synchronized void abort() {
        if (run != null) {
            run.abort();
        }
    }
}
