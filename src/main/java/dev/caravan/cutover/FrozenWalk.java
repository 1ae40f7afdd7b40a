package dev.caravan.cutover;

import java.time.Clock;
import java.time.Instant;

/** Walks the whole source within a freeze: what no feed told of is found, and made equal. On the cut-over's thread. */
final class FrozenWalk {
    /** One that was cut off may have to come to its end before another one begins at the beginning. */
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

    /** Returns once all of the source was looked at after this call, and what differed was made equal. */
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
            // A walk waits where too much is held.
            caravan.release();
            run.tick(walk::progress);
        }
        return walk.result().get();
    }
}
