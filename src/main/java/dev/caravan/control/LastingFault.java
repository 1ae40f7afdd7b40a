package dev.caravan.control;

import java.util.concurrent.atomic.AtomicBoolean;

/** A fault that lasts for a while, and is to be reported only when it begins and when it ends. Thread-safe. */
public final class LastingFault {
    private final AtomicBoolean lasts = new AtomicBoolean();

    /** Notes that the fault exists now; true where it did not exist before. */
    public boolean begins() {
        return lasts.compareAndSet(false, true);
    }

    /** Notes that the fault does not exist now; true where it existed before. */
    public boolean ends() {
        return lasts.compareAndSet(true, false);
    }

    /** True where the fault existed when last noted. */
    public boolean lasts() {
        return lasts.get();
    }
}
