package dev.caravan.copy;

import dev.caravan.change.Batch;
import dev.caravan.change.Look;
import dev.caravan.change.Verdict;
import dev.caravan.control.SharedWork;
import dev.caravan.entry.Entry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the verdicts of a batch, roughly one after the other. Any thread; one thread per path.
 *
 * <p>A verdict that fails does not fail the others. Its entry is held for a second and then looked at alone, and a
 * second failure goes to the routes' error handling. A directory is tried three times at once and then reported as
 * failed: a look at it alone would only ask for the walk that is already under way, and nothing below it can be walked
 * before it exists.
 */
final class BatchCopier {
    private static final Logger LOG = LoggerFactory.getLogger(BatchCopier.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    /** Tries for a directory, so that a brief error does not keep the walk out of it. */
    private static final int DIRECTORY_TRIES = 3;

    private final Copier copier;
    private final SharedWork shared;
    private final Clock clock;

    /**
     * Carries out by this copier.
     *
     * @param shared shares a batch among threads, where one would mostly wait
     */
    BatchCopier(Copier copier, SharedWork shared, Clock clock) {
        this.copier = copier;
        this.shared = shared;
        this.clock = clock;
    }

    Batch carryOut(Batch batch) {
        List<Verdict> verdicts = batch.verdicts();
        Verdict[] outcomes = new Verdict[verdicts.size()];
        try (OpenParents open = copier.openParents()) {
            shared.run(
                    outcomes.length,
                    batch.threads() - 1,
                    number -> outcomes[number] = outcome(verdicts.get(number), batch, open));
        }
        return batch.with(List.of(outcomes));
    }

    private Verdict outcome(Verdict verdict, Batch batch, OpenParents open) {
        if (verdict instanceof Verdict.Apply apply && apply.source().isDirectory()) {
            return directory(apply, batch, open);
        }
        if (!(verdict instanceof Verdict.Apply || verdict instanceof Verdict.Remove)) {
            return verdict;
        }
        try {
            return copier.carryOut(verdict, open);
        } catch (IOException | RuntimeException e) {
            LOG.debug("{}: failed, is looked at again by itself", verdict.task().path(), e);
            Instant now = clock.instant();
            Look look = verdict.look().until(now);
            return new Verdict.Wait(verdict.task(), look, now.plus(AGAIN), false, String.valueOf(e.getMessage()));
        }
    }

    private Verdict directory(Verdict.Apply apply, Batch batch, OpenParents open) {
        for (int tries = 1; ; tries++) {
            try {
                return copier.carryOut(apply, open);
            } catch (IOException | RuntimeException e) {
                if (tries == DIRECTORY_TRIES) {
                    if (apply.target().filter(Entry::isDirectory).isEmpty()) {
                        batch.notMade().accept(apply.task().path());
                    }
                    return new Verdict.Failed(apply.task(), apply.look().until(clock.instant()), e);
                }
            }
        }
    }
}
