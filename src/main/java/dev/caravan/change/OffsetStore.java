package dev.caravan.change;

import java.io.IOException;
import java.util.Optional;

/**
 * The durable low-water mark of one ordered feed: the position before which everything is done.
 *
 * @param <P> a position of the feed: a byte offset in a file, a path in walk order
 */
public interface OffsetStore<P> {
    /**
     * The position to go on from; empty where the feed was never followed.
     *
     * @throws IOException if a mark is there and cannot be understood, which stops the start: to guess would skip changes
     */
    Optional<P> read() throws IOException;

    /**
     * A ticket for the piece that ends at this position and begins where the last one issued ended. Positions are issued in the
     * feed's order, by the feed's one thread.
     */
    Ticket issue(P end);

    /** Begins the feed at this position, where nothing is done yet and nothing before it matters. */
    void begin(P start);
}
