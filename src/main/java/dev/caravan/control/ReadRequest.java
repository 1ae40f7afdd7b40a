package dev.caravan.control;

import java.time.Duration;

/**
 * Lets a caller ask a feed to read on at once, instead of at its next poll, and wait until it has
 * reached its end. Thread-safe.
 */
public final class ReadRequest {
    private long asked;
    private long reached;

    /**
     * Asks the feed to read on, and waits until it has reached its end.
     *
     * @return false where the feed did not reach its end in that time
     */
    public synchronized boolean toTheEnd(Duration atMost) throws InterruptedException {
        long mine = ask();
        long until = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); reached < mine && left > 0; left = until - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
        return reached >= mine;
    }

    /** Asks the feed to read on, without waiting. Returns the number of this question. */
    public synchronized long ask() {
        asked++;
        notifyAll();
        return asked;
    }

    /** For the feed, before it reads: the number of the last question. */
    public synchronized long asked() {
        return asked;
    }

    /** For the feed: it has reached its end since these questions were asked, and handed everything on. */
    public synchronized void reachedEnd(long questions) {
        reached = Math.max(reached, questions);
        notifyAll();
    }

    /** For the feed: waits for this time, or until there is a newer question than this one. */
    public synchronized void awaitQuestion(long known, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); asked == known && left > 0; left = until - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
    }
}
