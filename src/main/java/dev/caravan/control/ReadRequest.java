package dev.caravan.control;

import java.time.Duration;

/**
 * By which somebody who must know asks a feed to read on at once, instead of at its next poll, and waits until it has come to its
 * end. Any thread.
 */
public final class ReadRequest {
    private long asked;
    private long reached;

    /**
     * Asks, and waits.
     *
     * @return false where the feed has not come to its end in that time
     */
    public synchronized boolean toTheEnd(Duration atMost) throws InterruptedException {
        long mine = ask();
        long until = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); reached < mine && left > 0; left = until - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
        return reached >= mine;
    }

    /** Asks, or only wakes the feed; the number of this question. */
    public synchronized long ask() {
        asked++;
        notifyAll();
        return asked;
    }

    /** For the feed, before it reads: the questions so far. */
    public synchronized long asked() {
        return asked;
    }

    /** For the feed: what it read since it knew of these questions has come to the end, and is with the next stage. */
    public synchronized void reachedEnd(long questions) {
        reached = Math.max(reached, questions);
        notifyAll();
    }

    /** For the feed: waits so long, or until there is a question that it does not know of. */
    public synchronized void awaitQuestion(long known, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); asked == known && left > 0; left = until - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
    }
}
