package dev.caravan.control;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells whether the source is frozen, that is, whether nobody has written to it since a moment. Then entries need
 * not become quiet, and one look after that moment is enough. An entry with a later change shows that the source
 * is not frozen. Thread-safe.
 *
 * <p>The time of a change is the ctime, which the kernel sets and no program can; an mtime may lie in the future for
 * good. The ctime is by the source's clock: where that is ahead, a change just before the freeze seems to come after
 * it, which is safe but aborts the freeze.
 */
public final class Freeze {
    private final Duration patience;
    private final Set<RelativePath> young = ConcurrentHashMap.newKeySet();
    private volatile Change newest;
    private volatile Instant since;
    private volatile Change broken;

    /**
     * An entry of the source that changed.
     *
     * @param at its ctime
     */
    public record Change(RelativePath path, Instant at) {}

    /**
     * Begins not frozen.
     *
     * @param quiet the quiet period of a source that is in use
     */
    public Freeze(Duration quiet) {
        patience = quiet;
    }

    /** How long an entry must have been unchanged before it is copied; zero while frozen. */
    public Duration quiet() {
        return isOn() ? Duration.ZERO : patience;
    }

    /** The quiet period, whether frozen or not: for waits that do not depend on writers. */
    public Duration patience() {
        return patience;
    }

    /** Begins a freeze: nobody has written to the source since this moment. */
    public synchronized void begin(Instant at) {
        broken = null;
        since = at;
    }

    /** Ends the freeze. */
    public synchronized void end() {
        since = null;
        young.clear();
    }

    public boolean isOn() {
        return since != null;
    }

    /** When the freeze began; empty where the source is not frozen. */
    public Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /** Takes every entry of the source that is looked at. */
    public void seen(RelativePath path, Entry entry) {
        Instant at = entry.changed();
        Change latest = newest;
        Instant frozen = since;
        // Most entries are old: then these comparisons are all.
        if (latest == null || at.isAfter(latest.at()) || (frozen != null && at.isAfter(frozen))) {
            note(new Change(path, at));
        }
    }

    private synchronized void note(Change change) {
        if (newest == null || change.at().isAfter(newest.at())) {
            newest = change;
        }
        if (since != null && broken == null && change.at().isAfter(since)) {
            broken = change;
        }
    }

    /** The latest change that any look has found since the start; empty before the first look. */
    public Optional<Change> newest() {
        return Optional.ofNullable(newest);
    }

    /** The first entry that was found changed after the begin of the freeze; empty where there is none. */
    public Optional<Change> broken() {
        return Optional.ofNullable(broken);
    }

    /** Remembers an entry that was copied as it was, and would have had to wait without the freeze. */
    public void tookYoung(RelativePath path) {
        young.add(path);
    }

    /** Forgets such an entry; true where it was remembered since the freeze began. */
    public boolean removeYoung(RelativePath path) {
        // Called for every task, and mostly empty.
        return !young.isEmpty() && young.remove(path);
    }
}
