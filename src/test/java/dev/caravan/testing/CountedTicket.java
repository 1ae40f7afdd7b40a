package dev.caravan.testing;

import dev.caravan.change.Fence;
import dev.caravan.change.Ticket;
import java.util.concurrent.atomic.AtomicInteger;

/** The ticket of the {@code number}th piece of the one feed of a test, which counts its holders: 1 at first. */
public final class CountedTicket implements Ticket {
    private final int number;
    private final AtomicInteger holders = new AtomicInteger(1);
    private volatile Fence.Right right = Fence.Right.HELD;

    public CountedTicket(int number) {
        this.number = number;
    }

    public int holders() {
        return holders.get();
    }

    /** The right is this one from now on. */
    public void becomes(Fence.Right now) {
        right = now;
    }

    @Override
    public Fence.Right right() {
        return right;
    }

    @Override
    public void retain() {
        if (holders.getAndIncrement() < 1) {
            throw new IllegalStateException(this + ": retained by one who does not hold it");
        }
    }

    @Override
    public void release() {
        if (holders.getAndDecrement() < 1) {
            throw new IllegalStateException(this + ": released more often than retained");
        }
    }

    @Override
    public Ticket merge(Ticket other) {
        if (other == Ticket.NONE) {
            return this;
        }
        CountedTicket older = number <= ((CountedTicket) other).number ? this : (CountedTicket) other;
        (older == this ? other : this).release();
        return older;
    }

    @Override
    public boolean covers(Ticket other) {
        return other == Ticket.NONE || (other instanceof CountedTicket counted && number <= counted.number);
    }

    @Override
    public String toString() {
        return "ticket " + number;
    }
}
