package dev.caravan.cutover;

import dev.caravan.control.Freeze;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the progress of one cut-over, and checks in every step for what ends it. The cut-over's thread moves it on;
 * any thread may read the progress and abort.
 */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    /** The pause between two checks of a step's condition; short, since a step loses half of it on average. */
    private static final Duration POLL = Duration.ofMillis(5);

    private static final Duration LOOK_AROUND = Duration.ofSeconds(1);

    private final Options options;
    private final RunningMigration caravan;
    private final Freeze freeze;
    private final ProgressJournal journal;
    private final Clock clock;
    private final Pause pause;
    private volatile CutoverProgress progress;
    private volatile boolean aborted;
    private Instant freezeBegan;
    private Instant lookAroundAt = Instant.MIN;

    Run(Options options, RunningMigration caravan, Freeze freeze, ProgressJournal journal, Clock clock, Pause pause) {
        this.options = options;
        this.caravan = caravan;
        this.freeze = freeze;
        this.journal = journal;
        this.clock = clock;
        this.pause = pause;
        progress = CutoverProgress.begun(clock.instant());
    }

    CutoverProgress progress() {
        return progress;
    }

    /** Aborts the cut-over at its next check. */
    void abort() {
        aborted = true;
    }

    /** Enters the step, and returns once that is on disk. */
    void enter(Step step) throws IOException {
        Instant now = clock.instant();
        if (step == Step.FREEZE) {
            freezeBegan = now;
        }
        progress = progress.later(now, "").at(step, now, "");
        journal.write(progress);
        LOG.info("cut-over: {}", step);
    }

    /** Begins the freeze: a change of the source after this moment shows that it is not frozen. */
    Instant freeze() throws IOException {
        Instant at = clock.instant();
        freeze.begin(at);
        progress = progress.frozen(at);
        journal.write(progress);
        return at;
    }

    void nextRound() {
        progress = progress.nextRound();
    }

    void wrote(String evidence) {
        progress = progress.evidence(evidence);
    }

    /** How long the freeze has lasted so far. */
    Duration frozenFor() {
        return freezeBegan == null ? Duration.ZERO : Duration.between(freezeBegan, clock.instant());
    }

    /** Waits for one {@link #POLL}, unless something ends the cut-over. */
    void tick(Supplier<String> detail) throws CutoverStopped, InterruptedException {
        check();
        progress = progress.later(clock.instant(), detail.get());
        pause.pause(POLL);
    }

    void check() throws CutoverStopped, InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("stopped");
        }
        if (aborted) {
            throw new CutoverStopped(
                    CutoverProgress.Outcome.ABORTED,
                    List.of(Reason.bar("aborted", "somebody ended it", "caravan cutover, to repeat it")));
        }
        if (freeze.isOn() && freeze.broken().isPresent()) {
            Freeze.Change change = freeze.broken().get();
            throw CutoverStopped.notReady(
                    "not-frozen",
                    "the source is not frozen: " + change.path() + " changed at " + change.at()
                            + ", after the freeze of " + progress.frozenAt(),
                    "freeze it and repeat; if the source's clock is ahead of this host's, wait that long before");
        }
        Long deadline = options.deadlineSeconds();
        if (deadline != null && frozenFor().compareTo(Duration.ofSeconds(deadline)) > 0) {
            throw CutoverStopped.notReady(
                    "deadline",
                    "the freeze lasts longer than " + deadline + " s, in the step " + progress.step(),
                    "let people work, see what the forecast says takes so long, and repeat");
        }
        lookAround();
    }

    /** Checks once a second what is too costly for every check: the target and the pause. */
    private void lookAround() throws CutoverStopped {
        Instant now = clock.instant();
        if (now.isBefore(lookAroundAt)) {
            return;
        }
        lookAroundAt = now.plus(LOOK_AROUND);
        Situation situation = caravan.situation();
        if (situation.targetFault().isPresent()) {
            throw CutoverStopped.notReady("target", situation.targetFault().get(), "mend that, and repeat");
        }
        if (situation.paused()) {
            throw CutoverStopped.notReady("paused", "Caravan is paused", "caravan resume, and repeat");
        }
    }

    /**
     * Ends the run. If the journal cannot be written, that is logged, and the next start reports an
     * interrupted cut-over.
     */
    void end(CutoverProgress.Outcome outcome, List<Reason> reasons) {
        CutoverProgress last = progress.later(clock.instant(), "").ended(outcome, reasons);
        progress = last;
        try {
            journal.write(last);
        } catch (IOException e) {
            LOG.warn("cut-over: its end is not written down: {}", e.getMessage());
        }
        if (outcome == CutoverProgress.Outcome.DONE) {
            LOG.info(
                    "cut-over: done after {} s; the evidence is {}", frozenFor().toMillis() / 1e3, last.evidence());
        } else {
            LOG.error(
                    "cut-over: {} in the step {}: {}",
                    outcome,
                    last.step() == null ? Step.FREEZE : last.step(),
                    reasons);
        }
    }
}
