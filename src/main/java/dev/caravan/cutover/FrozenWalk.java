package dev.caravan.cutover;

import java.time.Clock;
import java.time.Instant;

/**
 * Walks the whole source during a freeze, and so finds and makes equal what no feed reported. Single-threaded: the
 * cut-over's thread calls it.
 */
final class FrozenWalk {
    /** The first walk may only resume one that was cut off; the next one then begins at the root's first entry. */
    private static final int MAX_WALKS = 3;

    private final RunningMigration caravan;
    private final Drain drain;
    private final Clock clock;
    private final Run run;

    FrozenWalk(RunningMigration caravan, Drain drain, Clock clock, Run run) {
        this.caravan = caravan;
        this.drain = drain;
        this.clock = clock;
        this.run = run;
    }

    /**
     * Returns once every entry of the source was looked at after this call, and all differences were made equal.
     *
     * @throws CutoverStopped if a directory or an entry could not be listed or looked at
     */
    Walk.Result walk() throws CutoverStopped, InterruptedException {
        Instant asked = clock.instant();
        for (int walks = 1; walks <= MAX_WALKS; walks++) {
            Walk.Result result = end(caravan.walk());
            if (!result.complete()) {
                break;
            }
            if (!result.began().isBefore(asked)) {
                drain.await();
                return result;
            }
        }
        throw CutoverStopped.notReady(
                "incomplete-walk",
                "the walk of the whole source within the freeze did not come to everything",
                "see the log for what could not be listed or looked at, mend that, and repeat");
    }

    private Walk.Result end(Walk walk) throws CutoverStopped, InterruptedException {
        while (walk.result().isEmpty()) {
            // A walk pauses while too many paths are held; releasing them lets it go on.
            caravan.release();
            run.tick(walk::progress);
        }
        return walk.result().get();
    }
}
