package dev.caravan.settle;

import dev.caravan.change.Task;
import dev.caravan.change.TaskBearer;
import dev.caravan.change.Ticket;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;

/** A task on hold: the body that goes into the aggregator, and comes out when it is due. Thread-safe. */
public final class Held implements TaskBearer {
    private static final long TAKEN = Long.MAX_VALUE;
    private static final AtomicLongFieldUpdater<Held> LAST_HINT =
            AtomicLongFieldUpdater.newUpdater(Held.class, "lastHintMillis");

    // These fields are read for nearly every hint, of hundreds of thousands of paths in no order:
    // one object more would be one cache miss more.
    private final Task task;
    private final long dueMillis;
    private volatile long lastHintMillis;

    /**
     * A task on hold.
     *
     * @param task the task to look at
     * @param due when the hold ends, in whole milliseconds; set by the first hint and left alone by all later ones
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

    /** True where it is due long enough after {@code now} that a hint of now needs no later look. */
    boolean isDueAfter(long nowMillis, long leastAgeMillis) {
        return nowMillis + leastAgeMillis <= dueMillis;
    }

    /** True where the last hint came so late in the hold that a second look follows the first. */
    boolean hasLateHint(long leastAgeMillis) {
        long last = lastHintMillis;
        return last != TAKEN && last + leastAgeMillis > dueMillis;
    }

    /** The aggregator's correlation key; never empty. */
    public String key() {
        return task.path().key();
    }

    /** False once it was taken: a later hint may announce a change that the look does not see. */
    boolean isOnHold() {
        return lastHintMillis != TAKEN;
    }

    /** Notes a further hint; false where the hold has ended, so that the hint needs a new task. */
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

    /** Ends the hold. Returns when the last hint was taken in. */
    Instant take() {
        return Instant.ofEpochMilli(LAST_HINT.getAndSet(this, TAKEN));
    }

    /** Ends the hold and returns the same task without a ticket, for a caller that does not hold it. */
    Held withoutTicket() {
        return new Held(task.with(Ticket.NONE), due(), take());
    }

    /**
     * Ends both holds and returns this task with both tickets and the time of the later hint. Where one is to be walked
     * for its entries, that is walked, and not before the last of these entries is due.
     */
    Held merge(Held later) {
        Instant last = take();
        Instant laterLast = later.take();
        Task both = task.with(task.ticket().merge(later.task.ticket()));
        return new Held(
                later.isOfEntries() ? both.with(Task.Origin.ENTRIES) : both,
                later.isOfEntries() && later.dueMillis > dueMillis ? later.due() : due(),
                last.isAfter(laterLast) ? last : laterLast);
    }

    private boolean isOfEntries() {
        return task.origin() == Task.Origin.ENTRIES;
    }

    @Override
    public String toString() {
        return task + " due " + due();
    }
}
