package dev.caravan.change;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Several tickets of different feeds as one; none of them covers another. Thread-safe. */
public final class CompositeTicket implements Ticket {
    private final List<Ticket> parts;

    private CompositeTicket(List<Ticket> parts) {
        this.parts = List.copyOf(parts);
    }

    /** Merges tickets of different feeds with another ticket; see {@link Ticket#merge}. */
    public static Ticket merge(List<Ticket> tickets, Ticket other) {
        List<Ticket> merged = new ArrayList<>(tickets);
        for (Ticket added : partsOf(other)) {
            add(added, merged);
        }
        return merged.size() == 1 ? merged.get(0) : new CompositeTicket(merged);
    }

    /** The tickets that this one consists of; none for {@link Ticket#NONE}. */
    public static List<Ticket> partsOf(Ticket ticket) {
        if (ticket == NONE) {
            return List.of();
        }
        return ticket instanceof CompositeTicket composite ? composite.parts : List.of(ticket);
    }

    private static void add(Ticket added, List<Ticket> merged) {
        for (int i = 0; i < merged.size(); i++) {
            Ticket known = merged.get(i);
            if (known == added || known.covers(added)) {
                added.release();
                return;
            }
            if (added.covers(known)) {
                merged.set(i, added);
                known.release();
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

    /** The best of its parts: what one feed still asks for has to be done, whoever does the others' work. */
    @Override
    public Fence.Right right() {
        return parts.stream().map(Ticket::right).min(Comparator.naturalOrder()).orElse(Fence.Right.HELD);
    }

    @Override
    public String toString() {
        return parts.toString();
    }
}
