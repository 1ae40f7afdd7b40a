package dev.caravan.control;

import java.util.concurrent.atomic.AtomicBoolean;

/** Something that is wrong for a while: whoever meets it first says so, and whoever finds it over says that. Any thread. */
public final class LastingFault {
    private final AtomicBoolean lasts = new AtomicBoolean();

    /** It is so now; true for the first who says so since it was over last. */
    public boolean begins() {
        return lasts.compareAndSet(false, true);
    }

    /** It is not so now; true for the first who says so since it began. */
    public boolean ends() {
        return lasts.compareAndSet(true, false);
    }

    /** True where it is so, as far as anybody said. */
    public boolean lasts() {
        return lasts.get();
    }
}
