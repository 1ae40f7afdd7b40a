package dev.caravan.change;

import java.io.IOException;
import java.util.Optional;

/**
 * The durable low-water mark of one ordered feed: the position before which everything is done. Thread-safe,
 * but one thread issues.
 *
 * @param <P> a position of the feed: a byte offset in a file, a path in walk order
 */
public interface OffsetStore<P> {
    /**
     * Reads the position at which to resume; empty where the feed was never followed.
     *
     * @throws IOException if there is a mark that cannot be read or parsed; the start then fails, since a
     *     guess would skip changes
     */
    Optional<P> read() throws IOException;

    /**
     * Issues a ticket for the piece that ends at this position and begins where the last one ended. Positions are
     * issued in the feed's order, by the feed's one thread.
     */
    Ticket issue(P end);

    /** Begins the feed at this position: nothing before it matters. */
    void begin(P start);
}
