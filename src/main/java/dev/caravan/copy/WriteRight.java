package dev.caravan.copy;

import dev.caravan.change.Fence;
import dev.caravan.change.Ticket;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether a file that others see may still be written, which is asked again while that takes long: the process may have been stopped in
 * the middle, and another one have taken the task over. Once it may not, it never may again. One thread.
 */
final class WriteRight {
    /** A question costs little, and none of it is asked of another process. */
    private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Ticket ticket;
    private final LongSupplier nanoTime;
    private long askedAt;
    private boolean isLost;

    WriteRight(Ticket ticket, LongSupplier nanoTime) {
        this.ticket = ticket;
        this.nanoTime = nanoTime;
    }

    /**
     * Asks, and waits while it is unsure.
     *
     * @throws InterruptedIOException if interrupted while it is unsure
     */
    boolean isHeld() throws InterruptedIOException {
        isLost = isLost || !Fence.mayWrite(ticket);
        // After the wait: the answer is of now.
        askedAt = nanoTime.getAsLong();
        return !isLost;
    }

    /** As {@link #isHeld}, with the last answer where that is younger than a second. */
    boolean isHeldLately() throws InterruptedIOException {
        boolean isOld = nanoTime.getAsLong() - askedAt >= EVERY_NANOS;
        return isOld ? isHeld() : !isLost;
    }

    /** True where the last answer was no. */
    boolean isLost() {
        return isLost;
    }
}
