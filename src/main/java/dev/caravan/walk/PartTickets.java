package dev.caravan.walk;

import dev.caravan.change.CallbackTicket;
import dev.caravan.change.Ticket;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One ticket for the whole of a walk that keeps no position: a walk of a part of the tree, or one
 * that only compares. Thread-safe.
 */
final class PartTickets implements TreeWalk.Tickets {
    private final Ticket all;
    private final AtomicBoolean isWalked = new AtomicBoolean();

    /**
     * Begins a walk.
     *
     * @param asked the requester's ticket, retained until all of the walk is done
     * @param settled called once, when the walk has ended and none of its entries waits any more; not where
     *     it was cut off
     */
    PartTickets(Ticket asked, Runnable settled) {
        asked.retain();
        all = new CallbackTicket("a walk's ticket", () -> {
                    if (isWalked.get()) {
                        settled.run();
                    }
                })
                .merge(asked);
    }

    @Override
    public Ticket issue(Directories.Found found) {
        return all;
    }

    @Override
    public void over(Ticket ticket) {}

    @Override
    public void ended(boolean isDone) {
        isWalked.set(isDone);
        all.release();
    }
}
