package dev.caravan.cutover;

import dev.caravan.control.Freeze;
import dev.caravan.entry.RelativePath;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;

/**
 * Waits until every held path has been looked at, and until the source has been unchanged for long enough.
 * Single-threaded: the cut-over's thread calls it.
 */
final class Drain {
    private final RunningMigration caravan;
    private final Freeze freeze;
    private final Duration proof;
    private final Duration drainedFor;
    private final boolean trustLog;
    private final Clock clock;
    private final Run run;

    /**
     * Serves one cut-over.
     *
     * @param proof how long the source must have been unchanged
     * @param drainedFor how long the migration must have been drained before that is believed: as long as new lines of
     *     a log may go unnoticed
     * @param trustLog true where no walk looks at what no hint has named, so that all hints of a fleet have to be taken
     */
    Drain(
            RunningMigration caravan,
            Freeze freeze,
            Duration proof,
            Duration drainedFor,
            boolean trustLog,
            Clock clock,
            Run run) {
        this.trustLog = trustLog;
        this.caravan = caravan;
        this.freeze = freeze;
        this.proof = proof;
        this.drainedFor = drainedFor;
        this.clock = clock;
        this.run = run;
    }

    /** True where nothing is held or in work, and no hint is left out that has to be waited for. */
    boolean isDrained() {
        // A hint that was taken is held before it is done: so the hold is asked last.
        return (!trustLog || caravan.areHintsTaken()) && caravan.isDrained();
    }

    /** Holds these paths to be looked at, and then waits as {@link #await} does. */
    void lookAt(Collection<RelativePath> paths) throws CutoverStopped, InterruptedException {
        if (!paths.isEmpty()) {
            caravan.lookAt(paths);
            await();
        }
    }

    /** Returns once every held path has been looked at and no new hint came for {@code drainedFor}. */
    void await() throws CutoverStopped, InterruptedException {
        Instant since = null;
        while (true) {
            caravan.release();
            Instant now = clock.instant();
            if (!isDrained()) {
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

    /**
     * Waits until the source has been unchanged for the proof's whole time. A change that is found meanwhile starts
     * that time anew.
     */
    void prove() throws CutoverStopped, InterruptedException {
        Instant drained = clock.instant();
        Instant changedAt = lastChange(drained);
        while (true) {
            Instant now = clock.instant();
            Instant quietAt = changedAt.plus(proof);
            if (!quietAt.isAfter(now) && isDrained()) {
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

    /**
     * The ctime of the latest change by the source's clock; the freeze's start where none is known or that clock
     * is ahead.
     */
    private Instant lastChange(Instant now) {
        return freeze.newest()
                .map(Freeze.Change::at)
                .filter(at -> !at.isAfter(now))
                .orElse(run.progress().frozenAt());
    }
}
