package dev.caravan.settle;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.change.Canaries;
import dev.caravan.change.RelativePath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The re-checks that the log is in the middle of, and what it says about their paths there.
 *
 * <p>One re-check leaves as many lookups as the client logs for one, which is learnt from the re-checks before; what goes beyond
 * that is somebody else's, who came in the same moment. Where a client does not log the same number each time, the number is one
 * that nine of ten re-checks stay within, and a tenth of them costs another look.
 *
 * <p>Used by one thread at a time, in the order of the log.
 */
final class Brackets {
    /** A bracket whose end does not come out of the log counts no longer than this. */
    private static final Duration LOST_CLOSING = Duration.ofMinutes(1);

    private static final int MAX_SURPLUSES = 100_000;

    /** Opened and not closed in the log so far: as many as there are workers, unless a closing was lost. */
    private final Cache<RelativePath, Bracket> open =
            Caffeine.newBuilder().expireAfterWrite(LOST_CLOSING).build();

    /** What was usual for the entry itself, for the directory above it, and so on. */
    private final List<UsualCount> usual = new ArrayList<>();

    /** Paths of which a re-check left more than usual: as many again is what it leaves, a link for example. */
    private final Cache<RelativePath, Integer> surpluses =
            Caffeine.newBuilder().maximumSize(MAX_SURPLUSES).build();

    /** One re-check of this path. */
    private static final class Bracket {
        final RelativePath read;

        /** The look-ups so far: of the entry, of the directory above it, and so on. */
        final int[] lookups;

        Bracket(RelativePath read) {
            this.read = read;
            lookups = new int[read.depth() + 1];
        }

        int distance(RelativePath path) {
            return read.depth() - path.depth();
        }
    }

    /** The log has come to a canary. */
    void heard(Canaries.Sighting sighting) {
        if (sighting.opens()) {
            open.put(sighting.opening(), new Bracket(sighting.read()));
            return;
        }
        Bracket bracket = open.asMap().remove(sighting.opening());
        if (bracket == null) {
            return;
        }
        int own = bracket.lookups[0];
        if (own > usual(0).value()) {
            surpluses.put(bracket.read, own);
        } else {
            surpluses.invalidate(bracket.read);
        }
        for (int distance = 0; distance < bracket.lookups.length; distance++) {
            usual(distance).add(bracket.lookups[distance]);
        }
    }

    /** Counts this lookup; true where it is one that a re-check leaves. */
    boolean isOurs(RelativePath path) {
        Bracket first = null;
        for (Bracket bracket : open.asMap().values()) {
            if (!bracket.read.startsWith(path)) {
                continue;
            }
            int distance = bracket.distance(path);
            if (bracket.lookups[distance] < allowed(bracket, distance)) {
                bracket.lookups[distance]++;
                return true;
            }
            first = first == null ? bracket : first;
        }
        if (first != null) {
            first.lookups[first.distance(path)]++;
        }
        return false;
    }

    private int allowed(Bracket bracket, int distance) {
        int value = usual(distance).value();
        Integer before = distance == 0 ? surpluses.getIfPresent(bracket.read) : null;
        return before == null ? value : Math.max(value, before);
    }

    private UsualCount usual(int distance) {
        while (usual.size() <= distance) {
            usual.add(new UsualCount());
        }
        return usual.get(distance);
    }
}
