package dev.caravan;

import dev.caravan.change.RelativePath;
import dev.caravan.change.SoleTicket;
import dev.caravan.change.Ticket;
import dev.caravan.verify.Verification;
import dev.caravan.verify.Verifier;
import dev.caravan.verify.VerifyOptions;
import dev.caravan.walk.WalkRequests;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Verifies the whole tree: lets it be walked, waits for what is mended, and has that looked at again. */
final class Verifications {
    private static final Logger LOG = LoggerFactory.getLogger(Verifications.class);
    private static final Duration POLL = Duration.ofMillis(200);

    /** More than the pauses between the tries of a step that fails. */
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(15);

    private final Verifier verifier;
    private final Supplier<WalkRequests> walks;
    private final BooleanSupplier working;
    private final Duration patience;
    private final Clock clock;

    /**
     * Verifies nothing yet.
     *
     * @param walks whose pages come to the verifier
     * @param working true while something is looked at, copied or walked
     * @param quiet how long a path that is to be mended may be held
     */
    Verifications(
            Verifier verifier, Supplier<WalkRequests> walks, BooleanSupplier working, Duration quiet, Clock clock) {
        this.verifier = verifier;
        this.walks = walks;
        this.working = working;
        this.clock = clock;
        patience = LEAST_PATIENCE.plus(quiet.multipliedBy(2));
    }

    /** See {@link dev.caravan.cli.Engine.Running#verify}. */
    Verification verify(VerifyOptions options) throws IOException, InterruptedException {
        verifier.begin(options);
        CountDownLatch mended = new CountDownLatch(1);
        boolean complete = walk(new SoleTicket("ticket of a repair", mended::countDown));
        if (options.repair()) {
            await(mended);
            boolean walkAgain = verifier.lookAgain(complete);
            complete = !walkAgain || walk(Ticket.NONE);
        }
        return verifier.end(complete);
    }

    private boolean walk(Ticket ticket) throws InterruptedException {
        try {
            return walks.get().add(RelativePath.ROOT, ticket).get().isComplete();
        } catch (ExecutionException e) {
            LOG.error("the walk of verify failed", e.getCause());
            return false;
        }
    }

    /** What never becomes quiet is held for good; two quiet periods in which nothing else is done are enough. */
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
