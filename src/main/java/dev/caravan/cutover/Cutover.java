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
 * The steps of one cut-over, one after the other on the caller's thread.
 *
 * <p>Until the marker is written, whatever ends it leaves what was there before, and it can be repeated: a Caravan that follows on; or
 * where a cut-over was done already, one that writes nothing, beside a marker that says so as before.
 */
final class Cutover {
    /** Whoever goes on changing things after so many rounds has frozen nothing. */
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
     * Does nothing yet.
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
        drain = new Drain(caravan, freeze, proof(options, freeze), drainedFor, clock, run);
        comparer = new Comparer(caravan, drain, clock, run);
        logWait = new LogWait(options, caravan, clock, run);
        frozenWalk = new FrozenWalk(caravan, drain, clock, run);
    }

    /** Goes through the steps; says in the run how they ended, and leaves all as it was where they were not all done. */
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
            // Sealed as it is.
            run.end(
                    CutoverProgress.Outcome.FAILED,
                    List.of(Reason.bar("failed", e.getMessage(), "mend that, then caravan cutover --again")));
        } catch (IOException | RuntimeException e) {
            String what = e.getMessage() == null ? e.toString() : e.getMessage();
            giveUp(CutoverProgress.Outcome.FAILED, List.of(Reason.bar("failed", what, "mend that, and repeat")));
        } catch (Error e) {
            // The thread is lost, the source's freeze must not be.
            giveUp(
                    CutoverProgress.Outcome.FAILED,
                    List.of(Reason.bar("failed", e.toString(), "start Caravan anew, and repeat")));
            throw e;
        }
        if (isDone) {
            // Whatever fails from here on, the target is the live side.
            run.end(CutoverProgress.Outcome.DONE, List.of());
            caravan.frozenForGood();
        }
    }

    /** From the first step to the last, each of which {@link Step} explains, or to what ends it. */
    private void steps() throws IOException, CutoverStopped, InterruptedException {
        checkReadiness();
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
        // Whoever stops this thread wants no less that all is left in order.
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

    /** All as it was before. Whoever froze the source thaws it; here it counts as live from now on. */
    private void leave() {
        boolean hasFrozen = run.progress().frozenAt() != null;
        try {
            if (sealed && !wasDone) {
                caravan.unseal();
            } else if (hasFrozen && wasDone && !sealed) {
                // The target is the live side still.
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

    /** Since when changes count: all that is older was compared and found equal, or at least walked. */
    static Instant base(Situation situation, Instant now) {
        Optional<Instant> verified =
                situation.lastVerify().filter(VerifyRun.Result::isEqual).map(VerifyRun.Result::began);
        return verified.or(() -> situation.lastPass().map(Situation.Pass::began))
                .orElse(now);
    }

    /** How long nothing may have changed. */
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
            // Held in the last freeze, which is over.
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
        if (before.follows()) {
            run.enter(Step.LOG);
            logEnd = logWait.await();
        }
    }

    private void drain() throws IOException, CutoverStopped, InterruptedException {
        run.enter(Step.DRAIN);
        drain.await();
    }

    /** By a walk, once; or of what the log left in doubt, where the rest of it is trusted. */
    private void lookAtAll() throws IOException, CutoverStopped, InterruptedException {
        if (options.trustLog()) {
            lookAtPutOff();
        } else if (walk == null) {
            run.enter(Step.FROZEN_WALK);
            walk = frozenWalk.walk();
        }
    }

    /** What the log could not prove to be no change: nobody writes, so one look is enough. */
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
        // What the last steps changed belongs to it too.
        verified = comparer.verify(options.full() ? Scope.EVERYTHING : changed().withDirectories());
    }

    /** What is to be compared. Where that is not remembered: what was changed since all was looked at within the freeze. */
    private Scope changed() {
        Scope changed = caravan.changedSince(base);
        if (changed.everything() && walk != null && walk.began().isAfter(base)) {
            base = walk.began();
            changed = caravan.changedSince(base);
        }
        return changed;
    }

    /**
     * Seals the target, so that nothing is changed between the question and the marker.
     *
     * @return false where something was changed after it was compared: it is not sealed then, and another round begins
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
        boolean isDisturbed = !caravan.isDrained()
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
        Instant now = clock.instant();
        CutoverProgress progress = run.progress();
        evidence = new Evidence(
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
                verified.everything(),
                verified,
                before.lastVerify().orElse(null),
                before.lastContent().orElse(null),
                before.lastPass().orElseThrow(),
                caravan.feeds(),
                after.failures(),
                after.gaps().size(),
                caravan.facts());
        String name = "cutover-" + FILE_TIME.format(now);
        state.write(name + ".json", CutoverJson.file(evidence));
        state.write(name + ".txt", EvidencePage.of(evidence));
        run.wrote(name + ".txt");
    }

    /** The last of all: until it is there, a repetition is all that a crash costs. */
    private void mark() throws IOException, CutoverStopped, InterruptedException {
        run.enter(Step.DONE);
        run.check();
        marker.set(evidence.ended(), run.progress().evidence());
        isDone = true;
    }
}
