package dev.caravan.change;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A ticket that counts its holders, of whom it has one at first. */
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

    /** The last holder has released it, on whose thread this is called, once. */
    protected abstract void released();
}
