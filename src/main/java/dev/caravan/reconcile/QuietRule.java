package dev.caravan.reconcile;

import dev.caravan.change.Entry;
import dev.caravan.change.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When an entry is old enough to be copied.
 *
 * @param quiet how long its mtime and ctime must have stood still
 * @param maxHold how long a task is put off at most
 */
record QuietRule(Duration quiet, Duration maxHold) {
    /** True where an entry that is still changing is taken as it is, because its task was put off long enough. */
    boolean isHot(Task task, Entry source, Instant now) {
        return isOverdue(task, now) && newest(source).plus(quiet).isAfter(now);
    }

    private boolean isOverdue(Task task, Instant now) {
        return !task.heldSince().plus(maxHold).isAfter(now);
    }

    private static Instant newest(Entry source) {
        return source.modified().isAfter(source.changed()) ? source.modified() : source.changed();
    }

    /**
     * Until when the task has to wait; empty where it need not. Directories and links never wait: they are never half written. A
     * time in the future says nothing of quiet, so such a task waits one quiet period and no longer.
     */
    Optional<Instant> waitUntil(Task task, Entry source, Instant now) {
        if (source.type() != Entry.Type.FILE || isOverdue(task, now)) {
            return Optional.empty();
        }
        Instant touched = newest(source);
        if (touched.isAfter(now)) {
            return task.waits() == 0 ? Optional.of(now.plus(quiet)) : Optional.empty();
        }
        Instant until = touched.plus(quiet);
        return until.isAfter(now) ? Optional.of(until) : Optional.empty();
    }
}
