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
 * Which paths of the target were changed, and when last: what has to be proven again since a proof of the whole tree. Any thread.
 *
 * <p>Bounded, and in memory only: the oldest are forgotten, and before the oldest that is remembered nothing is known.
 */
public final class ChangedPaths {
    private static final int MAX_PATHS = 100_000;

    /** The latest last. */
    private final Map<RelativePath, Instant> changed = new LinkedHashMap<>();

    private final Clock clock;
    private final int maxPaths;
    private Instant completeSince;
    private Instant latest;

    /** Nothing was changed since now. */
    public ChangedPaths(Clock clock) {
        this(clock, MAX_PATHS);
    }

    ChangedPaths(Clock clock, int maxPaths) {
        this.clock = clock;
        this.maxPaths = maxPaths;
        completeSince = clock.instant();
        latest = Instant.MIN;
    }

    /** This one was changed just now. */
    void add(RelativePath path) {
        Instant now = clock.instant();
        synchronized (this) {
            changed.remove(path);
            changed.put(path, now);
            latest = latest.isAfter(now) ? latest : now;
            if (changed.size() > maxPaths) {
                Iterator<Instant> oldest = changed.values().iterator();
                // Of that very moment another may be forgotten already.
                Instant known = oldest.next().plusNanos(1);
                completeSince = known.isAfter(completeSince) ? known : completeSince;
                oldest.remove();
            }
        }
    }

    /**
     * What was changed at that moment or later, in the order of the paths.
     *
     * @return empty where not all of it is remembered, so that it may be anything
     */
    public synchronized Optional<Set<RelativePath>> since(Instant moment) {
        if (moment.isBefore(completeSince)) {
            return Optional.empty();
        }
        Set<RelativePath> paths = new TreeSet<>();
        if (latest.isBefore(moment)) {
            // Asked many times a second while nothing changes.
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
