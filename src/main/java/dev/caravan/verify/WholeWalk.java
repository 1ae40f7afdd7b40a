package dev.caravan.verify;

import dev.caravan.change.Ticket;
import java.util.concurrent.Future;

/** Starts walks of both trees whose pages go to the verifier. Thread-safe. */
@FunctionalInterface
public interface WholeWalk {
    /**
     * Requests a walk that begins after this call.
     *
     * @param ticket a ticket whose hold passes to the walk until the walk has ended
     * @return completes when the walk has ended: true where it reached everything; fails where the walk
     *     ended unexpectedly
     */
    Future<Boolean> begin(Ticket ticket);
}
