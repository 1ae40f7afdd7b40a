package dev.caravan.checkpoint;

import dev.caravan.change.CompositeTicket;
import dev.caravan.change.CountedHolders;
import dev.caravan.change.Fence;
import dev.caravan.change.Ticket;
import java.util.List;

/**
 * A ticket of one feed, and a node of the list of its {@link LowWaterMark}, whose lock guards the fields. Thread-safe.
 */
final class FeedTicket<P> extends CountedHolders {
    private final LowWaterMark<P> mark;
    private final long sequence;
    /** The position up to which everything is done once this ticket and all before it are done. */
    P end;

    FeedTicket<P> older;
    FeedTicket<P> newer;

    FeedTicket(LowWaterMark<P> mark, long sequence, P end) {
        this.mark = mark;
        this.sequence = sequence;
        this.end = end;
    }

    @Override
    protected void released() {
        mark.done(this);
    }

    @Override
    public boolean covers(Ticket other) {
        if (other instanceof FeedTicket<?> one) {
            return isOfSameFeed(one) && !one.isOlderThan(this);
        }
        List<Ticket> parts = CompositeTicket.partsOf(other);
        // A ticket that is its own only part is of another kind, such as a walk's.
        return !parts.contains(other) && parts.stream().allMatch(this::covers);
    }

    @Override
    public Fence.Right right() {
        return mark.right();
    }

    boolean isOfSameFeed(FeedTicket<?> other) {
        return mark == other.mark;
    }

    boolean isOlderThan(FeedTicket<?> other) {
        return sequence < other.sequence;
    }

    @Override
    public String toString() {
        return "ticket " + sequence;
    }
}
