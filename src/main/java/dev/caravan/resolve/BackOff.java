package dev.caravan.resolve;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Waits between attempts, each time twice as long up to a limit, until it is closed. Thread-safe. */
final class BackOff {
    private static final int MAX_DOUBLINGS = 30;

    private final Patience patience;
    private final CountDownLatch closed = new CountDownLatch(1);

    BackOff(Patience patience) {
        this.patience = patience;
    }

    Patience patience() {
        return patience;
    }

    /**
     * Waits before the next attempt.
     *
     * @param failures how many attempts have failed in a row, 1 or more
     * @throws IllegalStateException if it is closed, before or during the wait
     */
    void await(int failures) throws InterruptedException {
        long millis = patience.firstBackOff().toMillis() << Math.min(failures - 1, MAX_DOUBLINGS);
        Duration pause =
                Duration.ofMillis(Math.min(millis, patience.maxBackOff().toMillis()));
        if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            checkOpen();
        }
    }

    /**
     * Throws {@link IllegalStateException} where closed, so that the batch in hand keeps its ticket and is read again
     * after the restart.
     */
    void checkOpen() {
        if (closed.getCount() == 0) {
            throw new IllegalStateException("resolver is closed: the hints in hand are left for the next start");
        }
    }

    void close() {
        closed.countDown();
    }
}
