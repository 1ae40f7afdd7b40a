package dev.caravan.change;

import java.util.List;

/**
 * Hints that came of one piece of a feed.
 *
 * @param hints distinct, in the feed's order
 * @param ticket of that piece; held by whoever hands the batch on until the hand-over returns
 */
public record HintBatch(List<Hint> hints, Ticket ticket) {
    /** Checks and copies nothing: a batch is handed on, not shared. */
    public HintBatch {
        if (hints == null || ticket == null) {
            throw new IllegalArgumentException("a batch of hints needs its hints and its ticket");
        }
    }

    /** True where there are any. */
    public boolean isAny() {
        return !hints.isEmpty();
    }
}
