package dev.caravan.change;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A ticket of no feed, which tells when its last holder has released it. It covers no other, and stands beside each. */
public final class CallbackTicket implements Ticket {
    private final String name;
    private final Runnable released;
    private final AtomicInteger holders = new AtomicInteger(1);

    /**
     * A ticket with one holder.
     *
     * @param name for a person, such as {@code a walk's ticket}
     * @param released called once, on the thread of its last holder
     */
    public CallbackTicket(String name, Runnable released) {
        this.name = name;
        this.released = released;
    }

    @Override
    public void retain() {
        if (holders.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
            throw new IllegalStateException(this + ": retained after its last holder released it");
        }
    }

    @Override
    public void release() {
        int before = holders.getAndUpdate(n -> n == 0 ? 0 : n - 1);
        if (before == 0) {
            throw new IllegalStateException(this + ": released more often than retained");
        }
        if (before == 1) {
            released.run();
        }
    }

    @Override
    public Ticket merge(Ticket other) {
        return CompositeTicket.merge(List.of(this), other);
    }

    @Override
    public boolean covers(Ticket other) {
        return CompositeTicket.partsOf(other).stream().allMatch(this::equals);
    }

    @Override
    public String toString() {
        return name;
    }
}
