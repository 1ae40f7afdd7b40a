package dev.caravan.change;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A ticket that counts its holders, beginning with one. Thread-safe. */
public abstract class CountedHolders implements Ticket {
    private final AtomicInteger holders = new AtomicInteger(1);

    @Override
    public final void retain() {
        if (holders.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
            throw new IllegalStateException(this + ": retained after its last holder released it");
        }
    }

    @Override
    public final void release() {
        int before = holders.getAndUpdate(n -> n == 0 ? 0 : n - 1);
        if (before == 0) {
            throw new IllegalStateException(this + ": released more often than retained");
        }
        if (before == 1) {
            released();
        }
    }

    @Override
    public final Ticket merge(Ticket other) {
        return CompositeTicket.merge(List.of(this), other);
    }

    /** Called once, on the thread of the last holder, when that has released the ticket. */
    protected abstract void released();
}
