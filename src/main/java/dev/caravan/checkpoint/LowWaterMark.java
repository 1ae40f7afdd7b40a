package dev.caravan.checkpoint;

import java.util.Optional;

/**
 * The low-water mark of one feed: the position at which its oldest outstanding ticket begins. Thread-safe.
 *
 * <p>The outstanding tickets are a linked list in the feed's order. A ticket that is done leaves the list at once, and
 * the one before it then stands for its piece too: so one slow ticket does not keep the thousands after it in memory.
 */
final class LowWaterMark<P> {
    private FeedTicket<P> newest;
    private P mark;
    private long issued;
    private int outstanding;

    LowWaterMark(Optional<P> start) {
        mark = start.orElse(null);
    }

    synchronized FeedTicket<P> issue(P end) {
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

    /**
     * Sets the mark; where tickets are outstanding, the mark gets there when they are done, since skipping them could
     * lose their work.
     */
    synchronized void begin(P start) {
        moveTo(newest, start);
    }

    private void moveTo(FeedTicket<P> before, P position) {
        if (before == null) {
            mark = position;
        } else {
            before.end = position;
        }
    }

    synchronized Optional<P> get() {
        return Optional.ofNullable(mark);
    }

    synchronized int outstanding() {
        return outstanding;
    }
}
