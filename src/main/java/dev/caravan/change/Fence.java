package dev.caravan.change;

import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Tells whether this process may still do the work of a feed's piece, or another process has taken it over. Thread-safe.
 */
@FunctionalInterface
public interface Fence {
    /** How often it is asked whether the right is known. */
    long POLL_MILLIS = 20;

    /** Of a feed that belongs to this process alone. */
    Fence NONE = () -> Right.HELD;

    /** The right to write to the target for a piece of a feed. */
    enum Right {
        /** The work is this process's. */
        HELD,
        /** It was, and may have been taken over meanwhile: that becomes known, one way or the other. */
        UNSURE,
        /** Another process does the work, or will: for good. */
        LOST
    }

    /** The right as it is now. */
    Right right();

    /**
     * Waits, however long, while it is unsure whether what a ticket is for may still be written.
     *
     * @return false where it may not
     * @throws InterruptedIOException if interrupted while it is unsure
     */
    static boolean mayWrite(Ticket ticket) throws InterruptedIOException {
        Right right = ticket.right();
        while (right == Right.UNSURE) {
            try {
                TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException(
                        "interrupted before it was known whether another process does the work");
            }
            right = ticket.right();
        }
        return right == Right.HELD;
    }
}
