package dev.caravan.checkpoint;

import dev.caravan.change.Fence;
import dev.caravan.change.Mark;
import java.util.Optional;

/**
 * The low-water mark of one feed: the position at which its oldest outstanding ticket begins. Thread-safe.
 *
 * <p>The outstanding tickets are a linked list in the feed's order. A ticket that is done leaves the list at once, and
 * the one before it then stands for its piece too: so one slow ticket does not keep the thousands after it in memory.
 */
public final class LowWaterMark<P> implements Mark<P> {
    private final Fence fence;
    private FeedTicket<P> newest;
    private P mark;
    private long issued;
    private int outstanding;

    LowWaterMark(Optional<P> start) {
        this(start, Fence.NONE);
    }

    /** Begins at this position; the fence tells whether the feed's work is still this process's. */
    public LowWaterMark(Optional<P> start, Fence fence) {
        mark = start.orElse(null);
        this.fence = fence;
    }

    Fence.Right right() {
        return fence.right();
    }

    @Override
    public synchronized FeedTicket<P> issue(P end) {
        FeedTicket<P> ticket = new FeedTicket<>(this, issued++, end);
        ticket.older = newest;
        if (newest != null) {
            newest.newer = ticket;
        }
        newest = ticket;
        outstanding++;
        return ticket;
    }

    /** Called once for each ticket, when nobody holds it any more. */
    synchronized void done(FeedTicket<P> ticket) {
        outstanding--;
        moveTo(ticket.older, ticket.end);
        if (ticket.older != null) {
            ticket.older.newer = ticket.newer;
        }
        if (ticket.newer == null) {
            newest = ticket.older;
        } else {
            ticket.newer.older = ticket.older;
        }
        ticket.older = null;
        ticket.newer = null;
    }

    @Override
    public synchronized void begin(P start) {
        moveTo(newest, start);
    }

    private void moveTo(FeedTicket<P> before, P position) {
        if (before == null) {
            mark = position;
        } else {
            before.end = position;
        }
    }

    @Override
    public synchronized Optional<P> get() {
        return Optional.ofNullable(mark);
    }

    @Override
    public synchronized int outstanding() {
        return outstanding;
    }
}
