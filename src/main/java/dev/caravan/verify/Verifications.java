package dev.caravan.verify;

import dev.caravan.change.CallbackTicket;
import dev.caravan.change.Ticket;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies both trees: has them walked, waits for the repair, and has the repaired entries looked at again. Any thread,
 * one at a time.
 *
 * <p>However a pass ends, the next one can begin.
 */
public final class Verifications {
    private static final Logger LOG = LoggerFactory.getLogger(Verifications.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /** Longer than the pauses between the tries of a step that fails. */
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(15);

    private final Verifier verifier;
    private final WholeWalk walks;
    private final BooleanSupplier working;
    private final Duration patience;
    private final Clock clock;

    /** The walk that was requested last. It may still run where its pass was given up. */
    private volatile Future<Boolean> walk;

    /**
     * Makes verifications with this verifier.
     *
     * @param walks starts the walks whose pages go to the verifier
     * @param working true while anything is being looked at, copied or walked
     * @param quiet how long a path that is to be repaired may be held
     */
    public Verifications(Verifier verifier, WholeWalk walks, BooleanSupplier working, Duration quiet, Clock clock) {
        this.verifier = verifier;
        this.walks = walks;
        this.working = working;
        this.clock = clock;
        patience = LEAST_PATIENCE.plus(quiet.multipliedBy(2));
    }

    /**
     * Compares both trees and, where a repair is requested, waits for it and looks at the differences again.
     *
     * @throws IOException if the report cannot be written
     * @throws IllegalStateException if another verification has not ended
     */
    public Verification verify(VerifyOptions options) throws IOException, InterruptedException {
        awaitWalkOfEarlierPass();
        verifier.begin(options);
        boolean isAtItsEnd = false;
        try {
            CountDownLatch mended = new CountDownLatch(1);
            boolean complete = walk(new CallbackTicket("ticket of a repair", mended::countDown));
            if (options.repair()) {
                await(mended);
                boolean walkAgain = verifier.lookAgain(complete);
                complete = !walkAgain || walk(Ticket.NONE);
            }
            isAtItsEnd = true;
            return verifier.end(complete);
        } finally {
            if (!isAtItsEnd) {
                verifier.giveUp();
            }
        }
    }

    /**
     * Waits until the walk of an earlier pass has ended: its pages would be counted in the new pass. Without a pass, a
     * walk goes no deeper and ends soon.
     */
    private void awaitWalkOfEarlierPass() throws InterruptedException {
        if (walk != null) {
            isComplete(walk);
        }
    }

    private boolean walk(Ticket ticket) throws InterruptedException {
        walk = walks.begin(ticket);
        return isComplete(walk);
    }

    private static boolean isComplete(Future<Boolean> walk) throws InterruptedException {
        try {
            return walk.get();
        } catch (ExecutionException | CancellationException e) {
            LOG.error("the walk of verify failed", e);
            return false;
        }
    }

    /**
     * Waits for the repair. A path that never becomes quiet is held without end, so the wait also ends once nothing has
     * been worked on for the patience: 15 s and two quiet periods.
     */
    private void await(CountDownLatch mended) throws InterruptedException {
        Instant lastWork = clock.instant();
        while (!mended.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            Instant now = clock.instant();
            lastWork = working.getAsBoolean() ? now : lastWork;
            if (lastWork.plus(patience).isBefore(now)) {
                LOG.warn("something that is to be mended is still held; it is looked at as it is now");
                return;
            }
        }
    }
}
