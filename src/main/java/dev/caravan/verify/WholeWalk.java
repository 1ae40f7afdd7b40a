package dev.caravan.verify;

import dev.caravan.change.Ticket;
import java.util.concurrent.Future;

/** Lets both trees be walked, so that the pages come to the verifier. Any thread. */
@FunctionalInterface
public interface WholeWalk {
    /**
     * Asks for a walk that begins after this call.
     *
     * @param ticket whose hold passes to the walk, until it has ended
     * @return whether it came to everything, once it has ended; fails where it did in a way that nobody foresaw
     */
    Future<Boolean> begin(Ticket ticket);
}
