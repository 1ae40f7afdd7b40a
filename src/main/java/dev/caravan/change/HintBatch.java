package dev.caravan.change;

import java.util.List;

/**
 * The hints from one piece of a feed.
 *
 * @param hints distinct, in the feed's order
 * @param ticket of that piece; held by the caller that hands the batch on until the hand-over returns
 * @param feed the feed's name
 */
public record HintBatch(List<Hint> hints, Ticket ticket, String feed) {
    /** The list is not copied: a batch is handed on, not shared. */
    public HintBatch {
        if (hints == null || ticket == null || feed == null) {
            throw new IllegalArgumentException("a batch of hints needs its hints, its ticket and its feed");
        }
    }

    /** A batch from the log of the client through which Caravan reads, or from any feed that may name Caravan's own looks. */
    public HintBatch(List<Hint> hints, Ticket ticket) {
        this(hints, ticket, Gap.CLIENT_LOG);
    }

    /** The same batch with these hints. */
    public HintBatch with(List<Hint> others) {
        return new HintBatch(others, ticket, feed);
    }

    /** True where the batch has hints. */
    public boolean isAny() {
        return !hints.isEmpty();
    }
}
