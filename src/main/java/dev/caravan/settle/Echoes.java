package dev.caravan.settle;

import dev.caravan.change.Look;
import dev.caravan.entry.Fnv1a;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Remembers when we looked at which paths. The source's client logs our looks as it logs everybody's, so a hint from
 * about the time of a look may be that look's echo.
 *
 * <p>Our look at {@code a/b/f} leaves lookups of {@code a}, of {@code a/b} and of {@code a/b/f}. A hint for {@code
 * a/b/f} from about that time may be ours, or that of somebody who writes the file; a hint for {@code a/b} may be ours,
 * or that of somebody who renamed the directory. Time alone never proves that a hint is ours, only that it may be.
 *
 * <p>Paths are remembered by a 64-bit hash, and their number is bounded. The echoes of a path that was forgotten count
 * as news, and cost one more look. Thread-safe.
 */
final class Echoes {
    /** A log line's time is cut to whole seconds, so an echo may seem to come up to a second before the look. */
    private static final Duration BEFORE = Duration.ofSeconds(1);

    private static final int MAX_LOOKS = 500_000;

    /**
     * Plain first-in-first-out maps, not caches that prefer frequent keys: each echo is asked about once,
     * right after its look.
     */
    private final Stretches lookedAt = new Stretches();

    private final Stretches passed = new Stretches();
    private final Duration after;
    private final Supplier<Duration> skew;

    /**
     * Begins with no looks.
     *
     * @param after how long after a look its echo may come
     * @param skew by how much the log's clock is ahead of this host's; negative where it is behind
     */
    Echoes(Duration after, Supplier<Duration> skew) {
        this.after = after;
        this.skew = skew;
    }

    /** What a hint may be the echo of. */
    enum Of {
        /** None of our looks. */
        NOTHING,
        /** A look at this very path. */
        A_LOOK,
        /** A look at something below the path. */
        A_LOOK_BELOW
    }

    /**
     * A time during which a path was looked at again and again, with no pause longer than an echo may take; and when
     * the last look began.
     */
    private record Stretch(long beginMillis, long endMillis, long lastMillis, boolean bracketed) {
        Stretch with(Stretch later, long pauseMillis) {
            long last = Math.max(lastMillis, later.lastMillis);
            return later.beginMillis > endMillis + pauseMillis
                    ? later
                    : new Stretch(
                            Math.min(beginMillis, later.beginMillis),
                            Math.max(endMillis, later.endMillis),
                            last,
                            bracketed && later.bracketed);
        }
    }

    /** In the order of the last looks. */
    private static final class Stretches {
        private final Map<Long, Stretch> stretches = new LinkedHashMap<>();

        synchronized void add(Long key, Stretch stretch, long pauseMillis) {
            Stretch before = stretches.remove(key);
            stretches.put(key, before == null ? stretch : before.with(stretch, pauseMillis));
            if (stretches.size() > MAX_LOOKS) {
                stretches.remove(stretches.keySet().iterator().next());
            }
        }

        synchronized Stretch get(Long key) {
            return stretches.get(key);
        }
    }

    /** Records a look at this path, which passed through every directory above it. */
    void looked(RelativePath path, Look look) {
        // Times are in whole seconds, so that the looks at a page's entries change the directories above at
        // most once a second.
        Stretch stretch = new Stretch(
                look.begin().getEpochSecond() * 1000,
                (look.end().getEpochSecond() + 1) * 1000,
                look.begin().toEpochMilli(),
                look.bracketed());
        String latin1 = path.latin1();
        lookedAt.add(hash(latin1, latin1.length()), stretch, after.toMillis());
        for (int end = latin1.length(); end > 0; ) {
            end = Math.max(0, latin1.lastIndexOf('/', end - 1));
            Long key = hash(latin1, end);
            Stretch known = passed.get(key);
            if (known != null && holds(known, stretch)) {
                // Then the directories above that one are up to date as well.
                return;
            }
            passed.add(key, stretch, after.toMillis());
        }
    }

    private static boolean holds(Stretch known, Stretch stretch) {
        return (!known.bracketed || stretch.bracketed)
                && known.beginMillis <= stretch.beginMillis
                && known.endMillis >= stretch.endMillis;
    }

    /**
     * What a hint may be the echo of.
     *
     * @param seen the hint's time, by the log's clock
     * @param bracketsTell true where the echoes of bracketed looks come out of the log within their
     *     brackets and nowhere else
     */
    Of judge(RelativePath path, Instant seen, boolean bracketsTell) {
        Long key = hash(path);
        if (mayBeEcho(lookedAt.get(key), seen, bracketsTell)) {
            return Of.A_LOOK;
        }
        return mayBeEcho(passed.get(key), seen, bracketsTell) ? Of.A_LOOK_BELOW : Of.NOTHING;
    }

    /** True where a look at this path is remembered that began at that moment or later. */
    boolean wasLookedAtSince(RelativePath path, Instant moment) {
        Stretch stretch = lookedAt.get(hash(path));
        return stretch != null && stretch.lastMillis >= moment.toEpochMilli();
    }

    private boolean mayBeEcho(Stretch stretch, Instant seen, boolean bracketsTell) {
        if (stretch == null || (stretch.bracketed && bracketsTell)) {
            return false;
        }
        Instant ours = seen.minus(skew.get());
        return !ours.isBefore(Instant.ofEpochMilli(stretch.beginMillis).minus(BEFORE))
                && !ours.isAfter(Instant.ofEpochMilli(stretch.endMillis).plus(after));
    }

    private static long hash(RelativePath path) {
        return hash(path.latin1(), path.latin1().length());
    }

    /**
     * Hash of a path's first {@code end} chars. Among a billion paths, two share a hash with a probability of about 0.03.
     */
    private static long hash(String latin1, int end) {
        long hash = Fnv1a.hash(Fnv1a.EMPTY, latin1, end);
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        return hash ^ (hash >>> 32);
    }
}
