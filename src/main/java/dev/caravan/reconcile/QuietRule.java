package dev.caravan.reconcile;

import dev.caravan.change.Entry;
import dev.caravan.change.Freeze;
import dev.caravan.change.RelativePath;
import dev.caravan.change.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When an entry is old enough to be copied.
 *
 * @param freeze tells how long its mtime and ctime must have stood still; not at all while the source is frozen
 * @param maxHold how long a task is put off at most
 */
record QuietRule(Freeze freeze, Duration maxHold) {
    /** Told of every source entry, whatever becomes of it. */
    void seen(RelativePath path, Entry source) {
        freeze.seen(path, source);
    }

    /** True where an entry that is still changing is taken as it is, because its task was put off long enough. */
    boolean isHot(Task task, Entry source, Instant now) {
        return !freeze.isOn()
                && isOverdue(task, now)
                && newest(source).plus(freeze.patience()).isAfter(now);
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
        Optional<Instant> until = whenQuiet(task, source, now);
        if (until.isPresent() && freeze.isOn()) {
            freeze.tookYoung(task.path());
            return Optional.empty();
        }
        return until;
    }

    private Optional<Instant> whenQuiet(Task task, Entry source, Instant now) {
        Duration quiet = freeze.patience();
        Instant touched = newest(source);
        if (touched.isAfter(now)) {
            return task.waits() == 0 ? Optional.of(now.plus(quiet)) : Optional.empty();
        }
        Instant until = touched.plus(quiet);
        return until.isAfter(now) ? Optional.of(until) : Optional.empty();
    }
}
