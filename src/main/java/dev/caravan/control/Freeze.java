package dev.caravan.control;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether the source is frozen: nobody writes to it since a moment. Then nothing has to become quiet any more, and one look after
 * that moment is enough; and an entry that changed later all the same shows that it is not frozen. Any thread.
 *
 * <p>An entry's change is its ctime, which the kernel sets and no program can: an mtime may lie in the future for good. It is a
 * time of the source's clock, so where that is ahead, a change of just before the freeze seems to come after it: safe, but in vain.
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
     * Not frozen.
     *
     * @param quiet the quiet period of a source that people work on
     */
    public Freeze(Duration quiet) {
        patience = quiet;
    }

    /** How long an entry must have stood still before it is copied; nothing while frozen. */
    public Duration quiet() {
        return isOn() ? Duration.ZERO : patience;
    }

    /** The quiet period, frozen or not: for what waits for anything but writers. */
    public Duration patience() {
        return patience;
    }

    /** Nobody writes to the source since then. */
    public synchronized void begin(Instant at) {
        broken = null;
        since = at;
    }

    /** People may write again. */
    public synchronized void end() {
        since = null;
        young.clear();
    }

    public boolean isOn() {
        return since != null;
    }

    /** Since when nobody writes to the source; empty where it is not frozen. */
    public Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /** Told of every source entry that is looked at. */
    public void seen(RelativePath path, Entry entry) {
        Instant at = entry.changed();
        Change latest = newest;
        Instant frozen = since;
        // Nearly always an old entry, which costs two comparisons.
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

    /** The latest change that any look since the start has found; empty before the first look. */
    public Optional<Change> newest() {
        return Optional.ofNullable(newest);
    }

    /** The first entry found that changed after the freeze; empty where there was none, or it never began. */
    public Optional<Change> broken() {
        return Optional.ofNullable(broken);
    }

    /** Told of what is taken as it is, and would have had to wait if the source were not frozen. */
    public void tookYoung(RelativePath path) {
        young.add(path);
    }

    /** True once for what {@link #tookYoung} was told of since the freeze began. */
    public boolean wasTakenYoung(RelativePath path) {
        // Mostly nothing is in it, and everybody asks.
        return !young.isEmpty() && young.remove(path);
    }
}
