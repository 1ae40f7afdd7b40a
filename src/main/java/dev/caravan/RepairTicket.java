package dev.caravan;

import dev.caravan.change.Ticket;
import java.util.concurrent.atomic.AtomicLong;

/** The ticket of everything that one verify hands on to be mended: it is done when nobody holds it any more. */
final class RepairTicket implements Ticket {
    private final AtomicLong holders = new AtomicLong(1);

    boolean isReleased() {
        return holders.get() == 0;
    }

    @Override
    public void retain() {
        holders.incrementAndGet();
    }

    @Override
    public void release() {
        if (holders.decrementAndGet() < 0) {
            throw new IllegalStateException(this + ": released more often than retained");
        }
    }

    @Override
    public Ticket merge(Ticket other) {
        if (other == this) {
            release();
            return this;
        }
        // A feed's ticket knows how to stand beside others.
        return other == NONE ? this : other.merge(this);
    }

    @Override
    public boolean covers(Ticket other) {
        return other == this || other == NONE;
    }

    @Override
    public String toString() {
        return "ticket of a repair";
    }
}
