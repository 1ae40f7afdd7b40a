package dev.caravan.control;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Lets a caller ask the feeds to read on at once, instead of at their next poll, and wait until all of them have reached
 * their ends. Thread-safe.
 */
public final class ReadRequest {
    private final Map<String, Long> reached = new HashMap<>();
    private long asked;

    /**
     * Asks the feeds to read on, and waits until all have reached their ends.
     *
     * @return false where one did not reach its end in that time, or none was ever followed
     */
    public synchronized boolean toTheEnd(Duration atMost) throws InterruptedException {
        long mine = ask();
        long until = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); !haveReached(mine) && left > 0; left = until - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
        return haveReached(mine);
    }

    private boolean haveReached(long question) {
        return !reached.isEmpty() && reached.values().stream().allMatch(end -> end >= question);
    }

    /** Asks the feeds to read on, without waiting. Returns the number of this question. */
    public synchronized long ask() {
        asked++;
        notifyAll();
        return asked;
    }

    /** For a feed, before it is followed: from now on it is waited for, also while it is stopped. */
    public synchronized void follows(String feed) {
        reached.putIfAbsent(feed, 0L);
    }

    /** For a feed, before it reads: the number of the last question. */
    public synchronized long asked() {
        return asked;
    }

    /** For a feed: it has reached its end since these questions were asked, and handed everything on. */
    public synchronized void reachedEnd(String feed, long questions) {
        reached.merge(feed, questions, Math::max);
        notifyAll();
    }

    /** For a feed: waits for this time, or until there is a newer question than this one. */
    public synchronized void awaitQuestion(long known, Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        for (long left = atMost.toNanos(); asked == known && left > 0; left = until - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
    }
}
