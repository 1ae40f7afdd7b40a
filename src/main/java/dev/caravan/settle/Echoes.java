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
 * The memory of our own looks, which the source's client logs as it logs everybody's: a hint seen about the time of a look may be that
 * look's echo.
 *
 * <p>Our look at {@code a/b/f} leaves lookups of {@code a}, of {@code a/b} and of {@code a/b/f}. A hint for {@code a/b/f} about that
 * time may be ours or that of somebody who writes; so may one for {@code a/b}, which somebody may have renamed. Time alone never
 * proves that a hint is ours: it only says that it may be.
 *
 * <p>Paths are remembered by a 64-bit hash, and their number is bounded: the oldest is forgotten, its echoes are taken for news, and
 * cost one look more. Any thread.
 */
final class Echoes {
    /** A log line's time is cut to whole seconds, so an echo may seem to come up to a second before the look. */
    private static final Duration BEFORE = Duration.ofSeconds(1);

    private static final int MAX_LOOKS = 500_000;

    /** Not caches that prefer what was asked for often: each echo is asked about once, right after its look. */
    private final Stretches lookedAt = new Stretches();

    private final Stretches passed = new Stretches();
    private final Duration after;
    private final Supplier<Duration> skew;

    /**
     * No looks yet.
     *
     * @param after how long after a look its echo may come
     * @param skew by how much the log's clock is ahead of this host's
     */
    Echoes(Duration after, Supplier<Duration> skew) {
        this.after = after;
        this.skew = skew;
    }

    /** What a hint may be the echo of. */
    enum Of {
        /** Of nothing that we did. */
        NOTHING,
        /** Of a look at this very path. */
        A_LOOK,
        /** Of a look at something below it. */
        A_LOOK_BELOW
    }

    /** The time in which a path was looked at, without a pause that its echoes would tell; and when the last look began. */
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

    /** The latest last. */
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

    /** We looked at this path, and so went through every directory above it. */
    void looked(RelativePath path, Look look) {
        // In whole seconds, so that the entries of a page change nothing for the directories above but once a second.
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
                // Those above that were passed as well.
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
     * @param seen by the log's clock
     * @param bracketsTell true where the echoes of bracketed looks come out of the log within their brackets, and only there
     */
    Of judge(RelativePath path, Instant seen, boolean bracketsTell) {
        Long key = hash(path);
        if (mayBeEcho(lookedAt.get(key), seen, bracketsTell)) {
            return Of.A_LOOK;
        }
        return mayBeEcho(passed.get(key), seen, bracketsTell) ? Of.A_LOOK_BELOW : Of.NOTHING;
    }

    /** True where a look at this path began at that moment or later, as far as it is remembered. */
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

    /** Of the first bytes of a path: two of a billion paths share a hash with a chance of about 0.03. */
    private static long hash(String latin1, int end) {
        long hash = Fnv1a.hash(Fnv1a.EMPTY, latin1, end);
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        return hash ^ (hash >>> 32);
    }
}
