package dev.caravan.change;

import java.util.Optional;

/**
 * The low-water mark of one feed: the position before which everything is done. Thread-safe.
 *
 * @param <P> a position in the feed
 */
public interface Mark<P> {
    /** A ticket for the next piece of the feed, which ends at this position. Called in the feed's order. */
    Ticket issue(P end);

    /**
     * Sets the mark; where tickets are outstanding, the mark gets there when they are done, since skipping them could
     * lose their work.
     */
    void begin(P start);

    /** The present mark; empty before the first. */
    Optional<P> get();

    /** How many pieces somebody still works on. */
    int outstanding();
}
