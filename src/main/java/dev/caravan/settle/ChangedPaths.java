package dev.caravan.settle;

import dev.caravan.entry.RelativePath;
import java.time.Clock;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Remembers which paths of the target were changed, and when last: they have to be verified again since the last
 * verification of the whole tree. Thread-safe.
 *
 * <p>It is bounded, and in memory only: the oldest paths are forgotten, and for any moment before the oldest remembered
 * change the answer is "unknown".
 */
public final class ChangedPaths {
    private static final int MAX_PATHS = 100_000;

    /** In the order of their last changes. */
    private final Map<RelativePath, Instant> changed = new LinkedHashMap<>();

    private final Clock clock;
    private final int maxPaths;
    private Instant completeSince;
    private Instant latest;

    /** Begins with no changes, as of now. */
    public ChangedPaths(Clock clock) {
        this(clock, MAX_PATHS);
    }

    ChangedPaths(Clock clock, int maxPaths) {
        this.clock = clock;
        this.maxPaths = maxPaths;
        completeSince = clock.instant();
        latest = Instant.MIN;
    }

    /** Records that this path was changed just now. */
    void add(RelativePath path) {
        Instant now = clock.instant();
        synchronized (this) {
            changed.remove(path);
            changed.put(path, now);
            latest = latest.isAfter(now) ? latest : now;
            if (changed.size() > maxPaths) {
                Iterator<Instant> oldest = changed.values().iterator();
                // Another path that changed at that same moment may be forgotten already.
                Instant known = oldest.next().plusNanos(1);
                completeSince = known.isAfter(completeSince) ? known : completeSince;
                oldest.remove();
            }
        }
    }

    /**
     * Returns the paths that were changed at that moment or later, sorted.
     *
     * @return empty where not all of them are remembered: any path may have changed
     */
    public synchronized Optional<Set<RelativePath>> since(Instant moment) {
        if (moment.isBefore(completeSince)) {
            return Optional.empty();
        }
        Set<RelativePath> paths = new TreeSet<>();
        if (latest.isBefore(moment)) {
            // This is asked many times a second while nothing changes.
            return Optional.of(paths);
        }
        changed.forEach((path, at) -> {
            if (!at.isBefore(moment)) {
                paths.add(path);
            }
        });
        return Optional.of(paths);
    }
}
