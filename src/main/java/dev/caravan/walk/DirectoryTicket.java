package dev.caravan.walk;

import dev.caravan.change.CompositeTicket;
import dev.caravan.change.Ticket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Of one directory of a pass: who holds it keeps the pass's position at this directory, or before it. */
final class DirectoryTicket implements Ticket {
    private final AtomicInteger holders = new AtomicInteger(1);
    private final Runnable settled;

    DirectoryTicket(Runnable settled) {
        this.settled = settled;
    }

    @Override
    public void retain() {
        if (holders.getAndUpdate(n -> n == 0 ? 0 : n + 1) == 0) {
            throw new IllegalStateException("a walk's ticket: retained after its last holder released it");
        }
    }

    @Override
    public void release() {
        int before = holders.getAndUpdate(n -> n == 0 ? 0 : n - 1);
        if (before == 0) {
            throw new IllegalStateException("a walk's ticket: released more often than retained");
        }
        if (before == 1) {
            settled.run();
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
}
