package dev.caravan.change;

/**
 * The receipt of one piece of a feed: as long as somebody holds it, the feed's low-water mark stays before that piece.
 *
 * <p>It is issued with one holder. Whoever keeps something that came of the piece retains it once, and releases it once when that
 * thing is done: applied, found equal, or written to the failure journal. Any thread may do either.
 */
public interface Ticket {
    /** For what no feed has to remember, such as a retry that the failure journal remembers already. */
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

    /** One holder more. */
    void retain();

    /**
     * One holder less.
     *
     * @throws IllegalStateException if it was released more often than retained
     */
    void release();

    /**
     * One ticket that stands for this and the other, of both of which the caller is a holder: of one feed the older stays and the
     * newer is released, since the mark cannot pass the older anyway; of different feeds both stay.
     */
    Ticket merge(Ticket other);

    /** True where the other adds nothing to this: it is none, or of the same feed and not older. */
    boolean covers(Ticket other);
}
