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

/** The progress of one cut-over, and what ends it in whatever step it is. Moved by one thread; any thread may ask and abort. */
final class Run {
    private static final Logger LOG = LoggerFactory.getLogger(Run.class);

    /** Short, since each of the steps waits half of it for nothing. */
    private static final Duration POLL = Duration.ofMillis(20);

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

    /** Ends it at its next look. */
    void abort() {
        aborted = true;
    }

    /** The next step, which is on disk when this returns. */
    void enter(Step step) throws IOException {
        Instant now = clock.instant();
        if (step == Step.FREEZE) {
            freezeBegan = now;
        }
        progress = progress.later(now, "").at(step, now, "");
        journal.write(progress);
        LOG.info("cut-over: {}", step);
    }

    /** The source is frozen from now on; whatever changes later shows that it is not. */
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

    /** How long people could not work so far. */
    Duration frozenFor() {
        return freezeBegan == null ? Duration.ZERO : Duration.between(freezeBegan, clock.instant());
    }

    /** Waits a moment, unless something ends the cut-over. */
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

    /** What costs more than a glance, once a second. */
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

    /** It has ended; what cannot be written of that is told, and at worst a next start tells of a cut-over that was interrupted. */
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
