package dev.caravan.change;

import java.util.List;

/**
 * The hints from one piece of a feed.
 *
 * @param hints distinct, in the feed's order
 * @param ticket of that piece; held by the caller that hands the batch on until the hand-over returns
 */
public record HintBatch(List<Hint> hints, Ticket ticket) {
    /** The list is not copied: a batch is handed on, not shared. */
    public HintBatch {
        if (hints == null || ticket == null) {
            throw new IllegalArgumentException("a batch of hints needs its hints and its ticket");
        }
    }

    /** True where the batch has hints. */
    public boolean isAny() {
        return !hints.isEmpty();
    }
}
