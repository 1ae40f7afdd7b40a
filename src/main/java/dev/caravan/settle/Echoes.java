package dev.caravan.settle;

import dev.caravan.change.Look;
import dev.caravan.change.RelativePath;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The memory of our own looks, which the source's client logs as it logs everybody's.
 *
 * <p>A hint whose time falls within the last look at its path may be that look's echo, or a write that hides behind it. So the
 * first such hint asks for one re-check; once a re-check found nothing changed, what follows it is taken for its echo. An entry
 * that does not change is therefore looked at twice, and not for ever.
 *
 * <p>A path is remembered by a 64-bit hash and the memory is bounded: the oldest look is forgotten, and costs one look more.
 */
final class Echoes {
    /** A log line's time is cut to whole seconds, so an echo may seem to come up to a second before the look. */
    private static final Duration BEFORE = Duration.ofSeconds(1);

    private static final int MAX_LOOKS = 500_000;

    /** The latest last. Not a cache that prefers what was asked for often: each echo is asked about once, right after its look. */
    private final Map<Long, Memory> looks = new LinkedHashMap<>();

    private final Duration after;

    /**
     * No looks yet.
     *
     * @param after how long after a look its echo may come
     */
    Echoes(Duration after) {
        this.after = after;
    }

    /** What a hint is, by the look before it. */
    enum Judgement {
        /** Not ours. */
        NEWS,
        /** Perhaps ours: look once more. */
        CANDIDATE,
        /** Ours, as far as can be told. */
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

    Judgement judge(RelativePath path, Instant seen) {
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
        return look.foundUnchanged() ? Judgement.ECHO : Judgement.CANDIDATE;
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
