package dev.caravan.settle;

import dev.caravan.change.Canaries;
import dev.caravan.change.Look;
import dev.caravan.change.RelativePath;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The memory of our own looks, which the source's client logs as it logs everybody's.
 *
 * <p>A hint whose time falls within the last look at its path may be that look's echo, or a write that hides behind it. So it asks
 * for one re-check. A re-check is bracketed by canaries: what the log says about its path, or a directory above it, between the
 * two is its echo, as far as it is no more than usual, and is dropped. So an entry that does not change is looked at twice, and a
 * write that is logged at any other moment, or beside our own lookup, is not missed.
 *
 * <p>Until the first canary has come out of the log (a client may not log lookups of names that do not exist), the time decides
 * alone: what falls within a re-check that found nothing changed is taken for its echo.
 *
 * <p>Paths of looks are remembered by a 64-bit hash, and their number is bounded: the oldest is forgotten,
 * and costs one look more.
 */
final class Echoes {
    /** A log line's time is cut to whole seconds, so an echo may seem to come up to a second before the look. */
    private static final Duration BEFORE = Duration.ofSeconds(1);

    private static final int MAX_LOOKS = 500_000;

    /** The latest last. Not a cache that prefers what was asked for often: each echo is asked about once, right after its look. */
    private final Map<Long, Memory> looks = new LinkedHashMap<>();

    private final Brackets brackets = new Brackets();
    private final Duration after;
    private final Optional<Canaries> canaries;
    private volatile boolean canariesAreLogged;

    /**
     * No looks yet.
     *
     * @param after how long after a look its echo may come
     * @param canaries those of the looks; empty where our looks have no echo: every hint is news
     */
    Echoes(Duration after, Optional<Canaries> canaries) {
        this.after = after;
        this.canaries = canaries;
    }

    /** What a hint is, by the look before it. */
    enum Judgement {
        /** Not ours. */
        NEWS,
        /** Perhaps ours: look once more. */
        CANDIDATE,
        /** Ours. */
        ECHO
    }

    private record Memory(long beginMillis, long endMillis, boolean foundUnchanged) {}

    /** We looked at this path. */
    void looked(RelativePath path, Look look) {
        remember(path, look, false);
    }

    /** The re-check that this look was found the entry unchanged. */
    void recheckedUnchanged(RelativePath path, Look look) {
        remember(path, look, true);
    }

    private void remember(RelativePath path, Look look, boolean foundUnchanged) {
        if (canaries.isEmpty()) {
            return;
        }
        Long key = hash(path.latin1());
        Memory memory = new Memory(look.begin().toEpochMilli(), look.end().toEpochMilli(), foundUnchanged);
        synchronized (looks) {
            looks.remove(key);
            looks.put(key, memory);
            if (looks.size() > MAX_LOOKS) {
                looks.remove(looks.keySet().iterator().next());
            }
        }
    }

    /** The log has come to a canary. Called in the order of the log. */
    void heard(RelativePath canary) {
        Optional<Canaries.Sighting> sighting = canaries.flatMap(ours -> ours.sighting(canary));
        if (sighting.isEmpty()) {
            return;
        }
        canariesAreLogged = true;
        synchronized (brackets) {
            brackets.heard(sighting.get());
        }
    }

    /** Called in the order of the log. */
    Judgement judge(RelativePath path, Instant seen) {
        synchronized (brackets) {
            if (canariesAreLogged && brackets.isOurs(path)) {
                return Judgement.ECHO;
            }
        }
        Long key = hash(path.latin1());
        Memory look;
        synchronized (looks) {
            look = looks.get(key);
        }
        if (look == null
                || seen.isBefore(Instant.ofEpochMilli(look.beginMillis()).minus(BEFORE))
                || seen.isAfter(Instant.ofEpochMilli(look.endMillis()).plus(after))) {
            return Judgement.NEWS;
        }
        return look.foundUnchanged() && !canariesAreLogged ? Judgement.ECHO : Judgement.CANDIDATE;
    }

    /** FNV-1a, mixed at the end; two paths of a billion share one with a chance of about 0.03. */
    private static long hash(String latin1) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < latin1.length(); i++) {
            hash = (hash ^ latin1.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 32)) * 0xd6e8feb86659fd93L;
        return hash ^ (hash >>> 32);
    }
}
