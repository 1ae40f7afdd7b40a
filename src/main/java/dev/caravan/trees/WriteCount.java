package dev.caravan.trees;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the writes to the target, so that nobody waits for its disk where nothing was written. Thread-safe. */
public final class WriteCount {
    private final AtomicLong count = new AtomicLong();

    /** Called after a write is complete. */
    public void wrote() {
        count.incrementAndGet();
    }

    /** The number of writes so far; where two answers are equal, nothing was written between them. */
    public long get() {
        return count.get();
    }
}
