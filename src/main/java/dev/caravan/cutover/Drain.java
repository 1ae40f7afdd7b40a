package dev.caravan.cutover;

import dev.caravan.control.Freeze;
import dev.caravan.entry.RelativePath;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/** Waits until all is looked at, and until nothing changes any more. On the cut-over's thread. */
final class Drain {
    private final RunningMigration caravan;
    private final Freeze freeze;
    private final Duration proof;
    private final Duration drainedFor;
    private final Clock clock;
    private final Run run;

    /**
     * Of one cut-over.
     *
     * @param proof how long nothing may have changed
     * @param drainedFor how long all must have been read and done before that is believed: as long as new lines of a log may go
     *     unnoticed
     */
    Drain(RunningMigration caravan, Freeze freeze, Duration proof, Duration drainedFor, Clock clock, Run run) {
        this.caravan = caravan;
        this.freeze = freeze;
        this.proof = proof;
        this.drainedFor = drainedFor;
        this.clock = clock;
        this.run = run;
    }

    /** Looks at these, and then waits as {@link #await}. */
    void lookAt(Collection<RelativePath> paths) throws CutoverStopped, InterruptedException {
        if (!paths.isEmpty()) {
            caravan.lookAt(paths);
            await();
        }
    }

    /** Returns once all that is held was looked at, and nothing came in meanwhile. */
    void await() throws CutoverStopped, InterruptedException {
        Instant since = null;
        while (true) {
            caravan.release();
            Instant now = clock.instant();
            if (!caravan.isDrained()) {
                since = null;
            } else if (since == null) {
                since = now;
            }
            if (since != null && !since.plus(drainedFor).isAfter(now)) {
                run.check();
                return;
            }
            run.tick(() -> "what is held is looked at");
        }
    }

    /** Waits until nothing has changed for as long as it takes. What is found changed now starts that time anew. */
    void prove() throws CutoverStopped, InterruptedException {
        Instant drained = clock.instant();
        Instant changedAt = lastChange(drained);
        while (true) {
            Instant now = clock.instant();
            Instant quietAt = changedAt.plus(proof);
            if (!quietAt.isAfter(now) && caravan.isDrained()) {
                return;
            }
            run.tick(() -> "nothing may change until " + quietAt);
            caravan.release();
            if (!caravan.changedSince(drained.plusNanos(1)).isEmpty()) {
                drained = clock.instant();
                changedAt = drained;
            }
        }
    }

    /** By the source's clock; where that is ahead it says nothing, and the freeze itself counts. */
    private Instant lastChange(Instant now) {
        return freeze.newest()
                .map(Freeze.Change::at)
                .filter(at -> !at.isAfter(now))
                .orElse(run.progress().frozenAt());
    }
}
