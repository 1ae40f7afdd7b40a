package dev.caravan.settle;

import dev.caravan.change.Task;
import java.time.Instant;

/**
 * A task on hold: the body that goes into the aggregator and comes out when it is due.
 *
 * @param task what is to be looked at
 * @param due when, set by the first hint and left alone by all that follow
 */
public record Held(Task task, Instant due) {
    /** The aggregator's correlation key; never empty. */
    public String key() {
        return task.path().key();
    }

    /** This, with the ticket of a later hint for the same path as well. */
    Held merge(Held later) {
        return new Held(task.with(task.ticket().merge(later.task.ticket())), due);
    }
}
