package dev.caravan.reconcile;

import dev.caravan.change.Task;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.ClockSkew;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When an entry is old enough to be copied.
 *
 * @param freeze tells how long its mtime and ctime must have stood still; not at all while the source is frozen
 * @param maxHold how long a task is put off at most
 * @param skew how much younger an entry is than its times say
 */
record QuietRule(Freeze freeze, Duration maxHold, ClockSkew skew) {
    /** Told of every source entry, whatever becomes of it. */
    void seen(RelativePath path, Entry source, Instant now) {
        freeze.seen(path, source);
        skew.seen(source, now);
    }

    /** True where an entry that is still changing is taken as it is, because its task was put off long enough. */
    boolean isHot(Task task, Entry source, Instant now) {
        return !freeze.isOn()
                && isOverdue(task, now)
                && newest(source, now).plus(freeze.patience()).isAfter(now);
    }

    private boolean isOverdue(Task task, Instant now) {
        return !task.heldSince().plus(maxHold).isAfter(now);
    }

    /** When the entry was touched last, by this host's clock as far as that is known. */
    private Instant newest(Entry source, Instant now) {
        Instant changed = source.changed().plus(skew.behind(now));
        return source.modified().isAfter(changed) ? source.modified() : changed;
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
        Instant touched = newest(source, now);
        if (touched.isAfter(now)) {
            return task.waits() == 0 ? Optional.of(now.plus(quiet)) : Optional.empty();
        }
        Instant until = touched.plus(quiet);
        return until.isAfter(now) ? Optional.of(until) : Optional.empty();
    }
}
