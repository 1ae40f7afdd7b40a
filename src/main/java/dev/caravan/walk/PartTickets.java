package dev.caravan.walk;

import dev.caravan.change.CallbackTicket;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import java.util.concurrent.atomic.AtomicBoolean;

/** One ticket for all of a walk that keeps no place: of a part of the tree, or one that changes nothing. Any thread. */
final class PartTickets implements TreeWalk.Tickets {
    private final Ticket all;
    private final AtomicBoolean isWalked = new AtomicBoolean();

    /**
     * A walk that begins.
     *
     * @param asked the ticket of who asked for the walk, who holds it until the walk has ended
     * @param settled called once, when the walk has ended and nothing of it waits any more; not where it was cut off
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
    public Ticket issue(RelativePath directory) {
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
