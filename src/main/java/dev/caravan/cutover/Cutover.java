package dev.caravan.cutover;

import dev.caravan.change.StateFolder;
import dev.caravan.change.VerifyRun;
import dev.caravan.control.Freeze;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/**
 * The steps of one cut-over. Single-threaded: the steps run one after the other on the caller's thread.
 *
 * <p>Until the marker is written, a failure or an abort leaves what was there before, and the cut-over can be
 * repeated. Before a first cut-over that is a migration that goes on; before a repeated one it is a sealed target with
 * its marker.
 */
final class Cutover {
    /** Rounds from the drain to the comparison; a source that still changes after so many is not frozen. */
    private static final int MAX_ROUNDS = 3;

    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Options options;
    private final RunningMigration caravan;
    private final Freeze freeze;
    private final Marker marker;
    private final StateFolder state;
    private final Forecaster forecaster;
    private final Clock clock;
    private final Run run;
    private final Drain drain;
    private final Comparer comparer;
    private final LogWait logWait;
    private final FrozenWalk frozenWalk;
    private Forecast forecast;
    private Situation before;
    private Instant base;
    private LogEnd logEnd;
    private Walk.Result walk;
    private PutOff putOff;
    private VerifyRun.Result verified;
    private Situation after;
    private Evidence evidence;
    private boolean wasDone;
    private boolean sealed;
    private boolean isDone;

    /**
     * Prepares the steps; {@link #go} runs them.
     *
     * @param drainedFor see {@link Drain}
     */
    Cutover(
            Options options,
            RunningMigration caravan,
            Freeze freeze,
            Marker marker,
            StateFolder state,
            Forecaster forecaster,
            Duration drainedFor,
            Clock clock,
            Run run) {
        this.options = options;
        this.caravan = caravan;
        this.freeze = freeze;
        this.marker = marker;
        this.state = state;
        this.forecaster = forecaster;
        this.clock = clock;
        this.run = run;
        drain = new Drain(caravan, freeze, proof(options, freeze), drainedFor, options.trustLog(), clock, run);
        comparer = new Comparer(caravan, drain, clock, run);
        logWait = new LogWait(options, caravan, clock, run);
        frozenWalk = new FrozenWalk(caravan, drain, clock, run);
    }

    /**
     * Runs the steps and ends the run with their outcome; where they were not all done, restores what was there before.
     */
    void go() {
        try {
            steps();
        } catch (CutoverStopped e) {
            giveUp(e.outcome(), e.reasons());
        } catch (InterruptedException e) {
            giveUp(
                    CutoverProgress.Outcome.ABORTED,
                    List.of(Reason.bar("stopped", "Caravan is being stopped", "start it again")));
            Thread.currentThread().interrupt();
        } catch (Marker.Unclear e) {
            // The marker may or may not say "done": the target stays sealed.
            run.end(
                    CutoverProgress.Outcome.FAILED,
                    List.of(Reason.bar("failed", e.getMessage(), "mend that, then caravan cutover --again")));
        } catch (IOException | RuntimeException e) {
            String what = e.getMessage() == null ? e.toString() : e.getMessage();
            giveUp(CutoverProgress.Outcome.FAILED, List.of(Reason.bar("failed", what, "mend that, and repeat")));
        } catch (Error e) {
            // This thread ends, but the source must not stay frozen.
            giveUp(
                    CutoverProgress.Outcome.FAILED,
                    List.of(Reason.bar("failed", e.toString(), "start Caravan anew, and repeat")));
            throw e;
        }
        if (isDone) {
            // The marker is on disk: the target is the live side, whatever fails from here on.
            run.end(CutoverProgress.Outcome.DONE, List.of());
            caravan.frozenForGood();
        }
    }

    /** Runs the steps in the order of {@link Step}; an exception ends them. */
    private void steps() throws IOException, CutoverStopped, InterruptedException {
        checkReadiness();
        rehearse();
        freeze();
        awaitLog();
        do {
            drain();
            lookAtAll();
            prove();
            setDirectoryTimes();
            verify();
        } while (!trySeal());
        writeEvidence();
        mark();
    }

    private void giveUp(CutoverProgress.Outcome outcome, List<Reason> reasons) {
        // An interrupt must not keep the state before the cut-over from being restored.
        boolean interrupted = Thread.interrupted();
        try {
            leave();
        } finally {
            run.end(outcome, reasons);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Seals or unseals the target as it was before the cut-over, and treats the source as live from now on. Thawing the
     * source itself is left to whoever froze it.
     */
    private void leave() {
        boolean hasFrozen = run.progress().frozenAt() != null;
        try {
            if (sealed && !wasDone) {
                caravan.unseal();
            } else if (hasFrozen && wasDone && !sealed) {
                // The earlier cut-over is still valid: the target is the live side.
                caravan.seal();
            }
        } finally {
            if (hasFrozen) {
                caravan.thaw();
            }
        }
    }

    private void checkReadiness() throws IOException, CutoverStopped {
        Optional<String> standing = marker.standing();
        wasDone = standing.isPresent();
        sealed = wasDone;
        before = caravan.situation();
        base = base(before, clock.instant());
        Scope changed = caravan.changedSince(base);
        List<Reason> bars = Reasons.of(before, changed, options, standing, clock.instant()).stream()
                .filter(Reason::bars)
                .toList();
        if (!bars.isEmpty()) {
            throw new CutoverStopped(CutoverProgress.Outcome.NOT_READY, bars);
        }
        forecast =
                forecaster.forecast(before, changed, options, proof(options, freeze), freeze.newest(), clock.instant());
    }

    /**
     * Compares one entry and formats a page of evidence that nobody keeps: what is slow for the first time is so before
     * the freeze, while people work.
     */
    private void rehearse() throws CutoverStopped, InterruptedException {
        Evidence draft = evidence(before, comparer.rehearse());
        CutoverJson.file(draft);
        EvidencePage.of(draft);
    }

    /**
     * The moment after which changes have to be compared: the start of the last verification if that found the trees
     * equal, else of the last whole walk, else now.
     */
    static Instant base(Situation situation, Instant now) {
        Optional<Instant> verified =
                situation.lastVerify().filter(VerifyRun.Result::isEqual).map(VerifyRun.Result::began);
        return verified.or(() -> situation.lastPass().map(Situation.Pass::began))
                .orElse(now);
    }

    /** How long the source must have been unchanged. */
    static Duration proof(Options options, Freeze freeze) {
        return options.proveSeconds() == null ? freeze.patience() : Duration.ofSeconds(options.proveSeconds());
    }

    private void freeze() throws IOException, CutoverStopped, InterruptedException {
        run.enter(Step.FREEZE);
        if (!options.freezeCommand().isEmpty()) {
            FreezeCommand command = new FreezeCommand(options.freezeCommand());
            try {
                while (command.isRunning()) {
                    run.tick(() -> "the freeze command runs");
                }
                int status = command.status();
                if (status != 0) {
                    throw CutoverStopped.notReady(
                            "freeze-command",
                            "the freeze command ended with " + status + ", and said last: " + command.lastLine(),
                            "see the log; undo what it may have done, mend it, and repeat");
                }
            } finally {
                command.kill();
            }
        }
        if (wasDone) {
            // The last cut-over's freeze is over: what it deferred must be held again.
            caravan.thaw();
        }
        run.freeze();
        if (wasDone) {
            marker.writeAgain(clock.instant());
            caravan.unseal();
            sealed = false;
        }
    }

    private void awaitLog() throws IOException, CutoverStopped, InterruptedException {
        // Without trust in the agents of a fleet the frozen walk looks at everything, whatever they have told.
        if (before.follows() && (options.trustLog() || !caravan.isFleet())) {
            run.enter(Step.LOG);
            logEnd = logWait.await();
        }
    }

    private void drain() throws IOException, CutoverStopped, InterruptedException {
        run.enter(Step.DRAIN);
        drain.await();
    }

    /**
     * Looks at the whole source by one walk; where the log is trusted, only at the entries whose hints were put off.
     */
    private void lookAtAll() throws IOException, CutoverStopped, InterruptedException {
        if (options.trustLog()) {
            lookAtPutOff();
        } else if (walk == null) {
            run.enter(Step.FROZEN_WALK);
            walk = frozenWalk.walk();
        }
    }

    /**
     * Looks at the entries whose hints were put off because the log could not prove that nothing changed. One look is
     * enough: nobody writes to the source.
     */
    private void lookAtPutOff() throws CutoverStopped, InterruptedException {
        long entries = caravan.lookAtPutOff();
        drain.await();
        putOff = new PutOff(clock.instant(), entries + (putOff == null ? 0 : putOff.entries()));
    }

    private void prove() throws IOException, CutoverStopped, InterruptedException {
        run.enter(Step.PROVE);
        drain.prove();
    }

    private void setDirectoryTimes() throws IOException, CutoverStopped, InterruptedException {
        run.enter(Step.DIRECTORY_TIMES);
        Scope changed = changed();
        if (!changed.everything()) {
            drain.lookAt(changed.directories());
        }
    }

    private void verify() throws IOException, CutoverStopped, InterruptedException {
        run.enter(Step.VERIFY);
        // The comparison writes nothing, so the disk can take what was written meanwhile.
        caravan.flush();
        // This includes what the previous steps changed.
        verified = comparer.verify(options.full() ? Scope.EVERYTHING : changed().withDirectories());
    }

    /**
     * What has to be compared. Where the changes since {@link #base} are not remembered: the changes since the start of
     * the walk during the freeze.
     */
    private Scope changed() {
        Scope changed = caravan.changedSince(base);
        if (changed.everything() && walk != null && walk.began().isAfter(base)) {
            base = walk.began();
            changed = caravan.changedSince(base);
        }
        return changed;
    }

    /**
     * Seals the target, so that nothing changes between the last check and the marker.
     *
     * @return false where something changed after it was compared; the target is then not sealed, and another
     *     round begins
     */
    private boolean trySeal() throws CutoverStopped, InterruptedException {
        run.check();
        caravan.seal();
        sealed = true;
        after = caravan.situation();
        List<Reason> bars = Reasons.atTheEnd(after, options);
        if (!bars.isEmpty()) {
            throw new CutoverStopped(CutoverProgress.Outcome.NOT_READY, bars);
        }
        boolean isDisturbed = !drain.isDrained()
                || !caravan.changedSince(comparer.settledAt().plusNanos(1)).isEmpty();
        if (isDisturbed) {
            caravan.unseal();
            sealed = false;
            if (run.progress().round() == MAX_ROUNDS) {
                throw disturbed();
            }
            run.nextRound();
        }
        return !isDisturbed;
    }

    private CutoverStopped disturbed() {
        Scope changed = caravan.changedSince(comparer.settledAt().plusNanos(1));
        String which = changed.paths().stream()
                .findFirst()
                .map(path -> path + " was changed on the target after it was compared")
                .orElse("hints go on coming");
        return CutoverStopped.notReady(
                "disturbed",
                "after " + MAX_ROUNDS + " rounds it is not quiet: " + which,
                "freeze the source, and repeat");
    }

    private void writeEvidence() throws IOException, CutoverStopped, InterruptedException {
        run.enter(Step.EVIDENCE);
        run.check();
        evidence = evidence(after, verified);
        String name = "cutover-" + FILE_TIME.format(evidence.ended());
        state.write(name + ".json", CutoverJson.file(evidence));
        state.write(name + ".txt", EvidencePage.of(evidence));
        run.wrote(name + ".txt");
    }

    /** What is known now, at the end of the steps so far. */
    private Evidence evidence(Situation last, VerifyRun.Result compared) {
        Instant now = clock.instant();
        CutoverProgress progress = run.progress();
        return new Evidence(
                progress.began(),
                progress.frozenAt(),
                now,
                options.frozen() ? "the operator" : String.join(" ", options.freezeCommand()),
                run.frozenFor().toMillis(),
                progress.round(),
                progress.stepMillis(),
                forecast,
                proof(options, freeze).toSeconds(),
                freeze.newest().orElse(null),
                logEnd,
                walk,
                putOff,
                base,
                compared.everything(),
                compared,
                before.lastVerify().orElse(null),
                before.lastContent().orElse(null),
                before.lastPass().orElseThrow(),
                caravan.feeds(),
                last.failures(),
                last.gaps().size(),
                caravan.facts());
    }

    /** Writes the marker, as the very last act: a crash before it only means that the cut-over has to be repeated. */
    private void mark() throws IOException, CutoverStopped, InterruptedException {
        run.enter(Step.DONE);
        run.check();
        marker.set(evidence.ended(), run.progress().evidence());
        isDone = true;
    }
}
