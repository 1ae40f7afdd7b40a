package dev.caravan.settle;

import dev.caravan.change.Task;
import dev.caravan.change.TaskBearer;
import dev.caravan.change.Ticket;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/** A task on hold: the body that goes into the aggregator and comes out when it is due. Any thread. */
public final class Held implements TaskBearer {
    private static final long TAKEN = Long.MAX_VALUE;
    private static final AtomicLongFieldUpdater<Held> LAST_HINT =
            AtomicLongFieldUpdater.newUpdater(Held.class, "lastHintMillis");

    // Read for nearly every hint, of some hundred thousand paths in no order: each object more is another miss of the
    // cache.
    private final Task task;
    private final long dueMillis;
    private volatile long lastHintMillis;

    /**
     * A task on hold.
     *
     * @param task what is to be looked at
     * @param due when, in whole milliseconds; set by the first hint and left alone by all that follow
     * @param lastHint when the last hint for it was taken in
     */
    Held(Task task, Instant due, Instant lastHint) {
        this.task = task;
        dueMillis = due.toEpochMilli();
        lastHintMillis = lastHint.toEpochMilli();
    }

    @Override
    public Task task() {
        return task;
    }

    public Instant due() {
        return Instant.ofEpochMilli(dueMillis);
    }

    /** True where it is due so long after {@code now} that a hint of now needs no later look. */
    boolean isDueAfter(long nowMillis, long leastAgeMillis) {
        return nowMillis + leastAgeMillis <= dueMillis;
    }

    /** True where a hint came so late that another look follows this one. */
    boolean hasLateHint(long leastAgeMillis) {
        long last = lastHintMillis;
        return last != TAKEN && last + leastAgeMillis > dueMillis;
    }

    /** The aggregator's correlation key; never empty. */
    public String key() {
        return task.path().key();
    }

    /** False once it was taken: a hint that comes then may tell of something later than the look. */
    boolean isOnHold() {
        return lastHintMillis != TAKEN;
    }

    /** Notes a further hint; false where the task is on hold no more, so that the hint is one for a new task. */
    boolean hintedAgain(long nowMillis) {
        long last = lastHintMillis;
        while (last < nowMillis) {
            if (LAST_HINT.compareAndSet(this, last, nowMillis)) {
                return true;
            }
            last = lastHintMillis;
        }
        return last != TAKEN;
    }

    /** Ends the hold, and tells when the last hint was taken in. */
    Instant take() {
        return Instant.ofEpochMilli(LAST_HINT.getAndSet(this, TAKEN));
    }

    /** The same for a caller that does not hold the ticket. */
    Held withoutTicket() {
        return new Held(task.with(Ticket.NONE), due(), take());
    }

    /** This, with the ticket and the time of a later hint for the same path as well. */
    Held merge(Held later) {
        Instant last = take();
        Instant laterLast = later.take();
        return new Held(
                task.with(task.ticket().merge(later.task.ticket())), due(), last.isAfter(laterLast) ? last : laterLast);
    }

    @Override
    public String toString() {
        return task + " due " + due();
    }
}
