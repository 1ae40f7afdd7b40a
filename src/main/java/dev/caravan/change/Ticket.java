package dev.caravan.change;

/**
 * A receipt for one piece of a feed: as long as somebody holds it, the feed's low-water mark stays before that piece.
 *
 * <p>It is issued with one holder. A holder of anything that came from the piece retains it once, and releases it once
 * when that thing is done: applied, found equal, or written to the failure journal. Thread-safe.
 */
public interface Ticket {
    /** For tasks that no feed has to remember, such as a retry from the failure journal. */
    Ticket NONE = new Ticket() {
        @Override
        public void retain() {}

        @Override
        public void release() {}

        @Override
        public Ticket merge(Ticket other) {
            return other;
        }

        @Override
        public boolean covers(Ticket other) {
            return other == this;
        }

        @Override
        public String toString() {
            return "none";
        }
    };

    /** Adds a holder. */
    void retain();

    /**
     * Removes a holder.
     *
     * @throws IllegalStateException if it was released more often than retained
     */
    void release();

    /**
     * Returns one ticket that stands for this one and the other; the caller holds both. Of two tickets of one
     * feed the older stays and the newer is released, since the mark cannot pass the older anyway. Tickets of
     * different feeds both stay.
     */
    Ticket merge(Ticket other);

    /** True where the other adds nothing to this one: it is {@link #NONE}, or of the same feed and not older. */
    boolean covers(Ticket other);

    /**
     * Whether what this ticket is for may still be written by this process. That is asked just before the target is
     * changed.
     */
    default Fence.Right right() {
        return Fence.Right.HELD;
    }
}
