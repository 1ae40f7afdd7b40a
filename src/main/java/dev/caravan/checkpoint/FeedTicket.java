package dev.caravan.checkpoint;

import dev.caravan.change.CompositeTicket;
import dev.caravan.change.Ticket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A ticket of one feed. The list's fields belong to its {@link LowWaterMark} and are guarded by it. */
final class FeedTicket<P> implements Ticket {
    private final LowWaterMark<P> mark;
    private final long sequence;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** Up to where everything is done once this ticket and those before it are. */
    P end;

    FeedTicket<P> older;
    FeedTicket<P> newer;

    FeedTicket(LowWaterMark<P> mark, long sequence, P end) {
        this.mark = mark;
        this.sequence = sequence;
        this.end = end;
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
            mark.done(this);
        }
    }

    @Override
    public Ticket merge(Ticket other) {
        return CompositeTicket.merge(List.of(this), other);
    }

    @Override
    public boolean covers(Ticket other) {
        if (other instanceof FeedTicket<?> one) {
            return isOfSameFeed(one) && !one.isOlderThan(this);
        }
        List<Ticket> parts = CompositeTicket.partsOf(other);
        // What is its own only part is of another kind, such as a walk's.
        return !parts.contains(other) && parts.stream().allMatch(this::covers);
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
