package dev.caravan.checkpoint;

import dev.caravan.change.Ticket;
import java.util.ArrayList;
import java.util.List;

/** Tickets of different feeds as one; of each feed there is at most one in it. */
final class CompositeTicket implements Ticket {
    private final List<Ticket> parts;

    private CompositeTicket(List<Ticket> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Merges tickets of different feeds with another ticket, as {@link Ticket#merge} says. */
    static Ticket merge(List<Ticket> tickets, Ticket other) {
        List<Ticket> merged = new ArrayList<>(tickets);
        for (Ticket added : partsOf(other)) {
            add(added, merged);
        }
        return merged.size() == 1 ? merged.get(0) : new CompositeTicket(merged);
    }

    /** The tickets that this one stands for; {@link Ticket#NONE} stands for none. */
    static List<Ticket> partsOf(Ticket ticket) {
        if (ticket == NONE) {
            return List.of();
        }
        return ticket instanceof CompositeTicket composite ? composite.parts : List.of(ticket);
    }

    private static void add(Ticket added, List<Ticket> merged) {
        for (int i = 0; i < merged.size(); i++) {
            Ticket known = merged.get(i);
            if (known == added) {
                added.release();
                return;
            }
            if (known instanceof FeedTicket<?> one && added instanceof FeedTicket<?> two && one.isOfSameFeed(two)) {
                boolean keep = one.isOlderThan(two);
                merged.set(i, keep ? one : two);
                (keep ? two : one).release();
                return;
            }
        }
        merged.add(added);
    }

    @Override
    public void retain() {
        parts.forEach(Ticket::retain);
    }

    @Override
    public void release() {
        parts.forEach(Ticket::release);
    }

    @Override
    public Ticket merge(Ticket other) {
        return merge(parts, other);
    }

    @Override
    public boolean covers(Ticket other) {
        return partsOf(other).stream().allMatch(wanted -> parts.stream().anyMatch(part -> part.covers(wanted)));
    }

    @Override
    public String toString() {
        return parts.toString();
    }
}
