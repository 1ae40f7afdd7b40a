package dev.caravan.trees;

import java.util.concurrent.atomic.AtomicLong;

/** How often the target was written to, so that nobody waits for its disk where nothing was written. Any thread. */
public final class WriteCount {
    private final AtomicLong count = new AtomicLong();

    /** Something was written, all of it before this call. */
    public void wrote() {
        count.incrementAndGet();
    }

    /** Two equal answers: nothing was written between them. */
    public long get() {
        return count.get();
    }
}
