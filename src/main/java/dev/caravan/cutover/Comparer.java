package dev.caravan.cutover;

import dev.caravan.change.VerifyRun;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Compares the two trees during a freeze, and has differences made equal once. Single-threaded: the cut-over's thread
 * calls it.
 */
final class Comparer {
    private final RunningMigration caravan;
    private final Drain drain;
    private final Clock clock;
    private final Run run;
    private Instant settledAt;

    Comparer(RunningMigration caravan, Drain drain, Clock clock, Run run) {
        this.caravan = caravan;
        this.drain = drain;
        this.clock = clock;
        this.run = run;
    }

    /** When the last comparison began; a change of the target after that moment has not been compared. */
    Instant settledAt() {
        return settledAt;
    }

    /**
     * Compares the scope. Entries that differ are looked at once more and compared again, since the cause of a failed
     * look may be gone.
     *
     * @throws CutoverStopped if entries differ after that too
     */
    VerifyRun.Result verify(Scope scope) throws CutoverStopped, InterruptedException {
        settledAt = clock.instant();
        VerifyRun.Result first = compare(scope);
        if (first.isEqual()) {
            return first;
        }
        drain.lookAt(first.paths());
        settledAt = clock.instant();
        boolean areAllNamed = first.paths().size() >= first.differences() + first.errors();
        VerifyRun.Result second = compare(areAllNamed ? Scope.of(first.paths()) : scope);
        if (!second.isEqual()) {
            throw CutoverStopped.notReady(
                    "unequal",
                    second.differences() + " entries differ and " + second.errors()
                            + " could not be compared, also after they were looked at again: "
                            + String.join("; ", second.examples()),
                    "caravan verify --repair");
        }
        return first.mended(second);
    }

    /** Compares one entry; that it may differ, or cannot be compared, is for {@link #verify} to find. */
    VerifyRun.Result rehearse() throws CutoverStopped, InterruptedException {
        return await(caravan.rehearse());
    }

    private VerifyRun.Result compare(Scope scope) throws CutoverStopped, InterruptedException {
        if (scope.isEmpty()) {
            Instant now = clock.instant();
            return new VerifyRun.Result(now, now, false, 0, 0, 0, 0, 0, 0, 0, List.of(), List.of());
        }
        return await(caravan.verify(scope));
    }

    private VerifyRun.Result await(VerifyRun verification) throws CutoverStopped, InterruptedException {
        try {
            while (verification.result().isEmpty()) {
                run.tick(verification::progress);
            }
            return verification.result().get();
        } finally {
            verification.stop();
        }
    }
}
