package dev.caravan.cutover;

import dev.caravan.change.Freeze;
import dev.caravan.change.StateFolder;
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
 * <p>Until the marker is written, whatever ends it leaves a Caravan that follows on as before.
 */
final class Cutover {
    /** Whoever goes on changing things after so many rounds has frozen nothing. */
    private static final int MAX_ROUNDS = 3;

    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Options options;
    private final Caravan caravan;
    private final Freeze freeze;
    private final Marker marker;
    private final StateFolder state;
    private final Forecaster forecaster;
    private final Clock clock;
    private final Run run;
    private final Drain drain;
    private final Comparer comparer;
    private Forecast forecast;
    private Situation before;
    private Instant base;
    private Situation after;
    private boolean sealed;

    /**
     * Does nothing yet.
     *
     * @param drainedFor see {@link Drain}
     */
    Cutover(
            Options options,
            Caravan caravan,
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
    }

    /** From the first step to the last, or to what ends it; says in the run how it ended. */
    void go() {
        try {
            begin();
            freeze();
            Verification.Result result = round();
            for (int round = 2; isDisturbed(); round++) {
                if (round > MAX_ROUNDS) {
                    throw disturbed();
                }
                run.nextRound();
                result = round();
            }
            write(result);
            caravan.frozenForGood();
            run.end(Progress.Outcome.DONE, List.of());
        } catch (CutoverStopped e) {
            giveUp(e.outcome(), e.reasons());
        } catch (InterruptedException e) {
            giveUp(
                    Progress.Outcome.ABORTED,
                    List.of(Reason.bar("stopped", "Caravan is being stopped", "start it again")));
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            String what = e.getMessage() == null ? e.toString() : e.getMessage();
            giveUp(Progress.Outcome.FAILED, List.of(Reason.bar("failed", what, "mend that, and repeat")));
        } catch (Error e) {
            // The thread is lost, the source's freeze must not be.
            giveUp(
                    Progress.Outcome.FAILED,
                    List.of(Reason.bar("failed", e.toString(), "start Caravan anew, and repeat")));
            throw e;
        }
    }

    private void giveUp(Progress.Outcome outcome, List<Reason> reasons) {
        try {
            if (sealed) {
                caravan.unseal();
            }
            // Whoever froze the source thaws it; here it counts as live from now on.
            if (freeze.isOn()) {
                caravan.thaw();
            }
        } finally {
            run.end(outcome, reasons);
        }
    }

    private void begin() throws IOException, CutoverStopped {
        Optional<String> standing = marker.standing();
        if (standing.isPresent() && options.again()) {
            marker.pass(true, clock.instant());
            standing = Optional.empty();
            caravan.unseal();
            caravan.thaw();
        }
        before = caravan.situation();
        base = base(before, clock.instant());
        Scope changed = caravan.changedSince(base);
        List<Reason> bars = Reasons.of(before, changed, options, standing, clock.instant()).stream()
                .filter(Reason::bars)
                .toList();
        if (!bars.isEmpty()) {
            throw new CutoverStopped(Progress.Outcome.NOT_READY, bars);
        }
        Scope scope = options.full() ? Scope.EVERYTHING : changed;
        forecast = forecaster.forecast(before, scope, proof(options, freeze), freeze.newest(), clock.instant());
    }

    /** Since when changes count: all that is older was compared, or at least walked. */
    static Instant base(Situation situation, Instant now) {
        Optional<Instant> verified =
                situation.lastVerify().filter(Verification.Result::isEqual).map(Verification.Result::began);
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
        run.freeze();
    }

    private Verification.Result round() throws IOException, CutoverStopped, InterruptedException {
        run.enter(Step.DRAIN);
        drain.await();
        run.enter(Step.PROVE);
        drain.prove();
        run.enter(Step.DIRECTORY_TIMES);
        Scope changed = caravan.changedSince(base);
        if (!changed.everything()) {
            drain.lookAt(changed.directories());
        }
        run.enter(Step.VERIFY);
        // What the last steps changed belongs to it too.
        Scope now = caravan.changedSince(base);
        return comparer.verify(options.full() ? Scope.EVERYTHING : now.withDirectories());
    }

    /** Seals the target first: nothing may be changed between the question and the marker. */
    private boolean isDisturbed() throws CutoverStopped {
        run.check();
        caravan.seal();
        sealed = true;
        after = caravan.situation();
        List<Reason> bars = Reasons.atTheEnd(after);
        if (!bars.isEmpty()) {
            throw new CutoverStopped(Progress.Outcome.NOT_READY, bars);
        }
        boolean disturbed = !caravan.isDrained()
                || !caravan.changedSince(comparer.settledAt().plusNanos(1)).isEmpty();
        if (disturbed) {
            caravan.unseal();
            sealed = false;
        }
        return disturbed;
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

    private void write(Verification.Result result) throws IOException {
        run.enter(Step.EVIDENCE);
        Instant now = clock.instant();
        Progress progress = run.progress();
        Evidence evidence = new Evidence(
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
                result.everything(),
                result,
                before.lastVerify().orElse(null),
                before.lastPass().orElseThrow(),
                caravan.feeds(),
                after.failures(),
                after.gaps().size(),
                caravan.facts());
        String name = "cutover-" + FILE_TIME.format(now);
        state.write(name + ".json", Json.file(evidence));
        state.write(name + ".txt", EvidencePage.of(evidence));
        run.wrote(name + ".txt");
        run.enter(Step.DONE);
        // The last of all: until it is there, a repetition is all that a crash costs.
        marker.set(now, name + ".txt");
    }
}
