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
 * Decides when an entry has been quiet long enough to be copied. Thread-safe.
 *
 * @param freeze gives how long mtime and ctime must have been unchanged; no time at all while the source is frozen
 * @param maxHold how long a task is held at most
 * @param skew by how much the source's clock is behind, so that entries are younger than their times say
 */
record QuietRule(Freeze freeze, Duration maxHold, ClockSkew skew) {
    /** Takes every entry of the source that is looked at. */
    void seen(RelativePath path, Entry source, Instant now) {
        freeze.seen(path, source);
        skew.seen(source, now);
    }

    /** True where an entry is still changing and is copied as it is, because its task was held long enough. */
    boolean isHot(Task task, Entry source, Instant now) {
        return !freeze.isOn()
                && isOverdue(task, now)
                && newest(source, now).plus(freeze.patience()).isAfter(now);
    }

    private boolean isOverdue(Task task, Instant now) {
        return !task.heldSince().plus(maxHold).isAfter(now);
    }

    /** When the entry was last changed, by this host's clock as far as that is known. */
    private Instant newest(Entry source, Instant now) {
        Instant changed = source.changed().plus(skew.behind(now));
        return source.modified().isAfter(changed) ? source.modified() : changed;
    }

    /**
     * Until when the task has to wait; empty where it need not. Only files wait: directories and links are never half
     * written. A time in the future tells nothing about quiet, so such a task waits for one quiet period.
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
