package dev.caravan.entry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the target's file systems cannot hold, such as owners where Caravan may not set them, or a namespace of extended
 * attributes. Each limit is found by a probe with an entry of its own, once for each file system, since a refusal may
 * concern one entry only: it is immutable, or its owner has no number there. A kind that a file system cannot hold is
 * reported once and not compared from then on; a refusal of one entry is that entry's failure. Thread-safe.
 */
public final class TargetLimits {
    /** The owner and the group of an entry. */
    public static final String OWNER = "owner";

    public static final String FIFOS = "fifos";
    public static final String DEVICES = "devices";
    public static final String HARD_LINKS = "hard links";

    private static final Logger LOG = LoggerFactory.getLogger(TargetLimits.class);
    private static final int MAX_REFUSALS = 100_000;

    /** Whether each file system holds each kind, as probed. */
    private final Map<Limit, Boolean> found = new ConcurrentHashMap<>();

    private final Map<Long, TimeRange> times = new ConcurrentHashMap<>();
    private final Cache<RelativePath, List<Difference>> refused =
            Caffeine.newBuilder().maximumSize(MAX_REFUSALS).build();

    /** True once a file system was found that cannot hold some kind. */
    private volatile boolean isLimited;

    private volatile Folding folding = Folding.NONE;

    private record Limit(String kind, long device) {}

    /** A trial with an entry made for it. */
    @FunctionalInterface
    public interface Probe {
        /**
         * True where the trial worked.
         *
         * @throws IOException if it could not be tried, so that nothing is known
         */
        boolean works() throws IOException;
    }

    /**
     * The kind of an extended attribute: its namespace, such as {@code user.*}; in {@code system.} and {@code
     * security.} each attribute is a kind of its own.
     */
    public static String kindOf(String attribute) {
        int dot = attribute.indexOf('.');
        boolean isOneOfMany = dot > 0 && !attribute.startsWith("system.") && !attribute.startsWith("security.");
        return isOneOfMany ? attribute.substring(0, dot + 1) + "*" : attribute;
    }

    /**
     * True unless a probe showed that this file system cannot hold this kind.
     *
     * @param device the file system's device number
     */
    public boolean canHold(String kind, long device) {
        return !isLimited || found.getOrDefault(new Limit(kind, device), true);
    }

    /** True while no limit is known on any file system. */
    public boolean areNone() {
        return !isLimited;
    }

    /**
     * Confirms, after the target refused this kind for an entry, that it refuses it for every entry; runs the probe
     * once for each file system.
     *
     * @param path the entry for which it was refused
     * @param why the refusal, in the file system's words
     * @return false where the refusal concerns this entry only, or that is unknown
     */
    public boolean confirm(String kind, long device, RelativePath path, String why, Probe probe) {
        Limit limit = new Limit(kind, device);
        Boolean holds = found.get(limit);
        if (holds == null) {
            holds = ask(limit, path, why, probe);
        }
        return !holds;
    }

    private synchronized boolean ask(Limit limit, RelativePath path, String why, Probe probe) {
        Boolean known = found.get(limit);
        if (known != null) {
            return known;
        }
        boolean holds;
        try {
            holds = probe.works();
        } catch (IOException e) {
            LOG.debug("target: whether it can hold {} could not be tried", limit.kind(), e);
            return true;
        }
        found.put(limit, holds);
        if (!holds) {
            isLimited = true;
            LOG.warn(
                    "target: its file system cannot hold {} (first for {}: {}; an entry made to try it was refused as well); that is"
                            + " left out from now on, and the data is copied",
                    limit.kind(),
                    path,
                    why);
        }
        return holds;
    }

    /** Records the times that this file system was found to keep. */
    public void keepsTimes(long device, TimeRange range) {
        times.put(device, range);
    }

    /** True once this file system's times were probed. */
    public boolean knowTimes(long device) {
        return times.containsKey(device);
    }

    /** The times that this file system keeps; all times where it was not probed. */
    public TimeRange times(long device) {
        return times.getOrDefault(device, TimeRange.ALL);
    }

    /** Records which names the target was found to take for one. */
    public void folds(Folding how) {
        folding = how;
    }

    /** Which names the target takes for one; {@link Folding#NONE} where it was not probed. */
    public Folding folding() {
        return folding;
    }

    /** Records the differences of an entry that the target refuses to remove. */
    public void refused(RelativePath path, List<Difference> differences) {
        refused.put(path, List.copyOf(differences));
    }

    /** Records that the target refuses nothing of this entry any more. */
    public void refusedNothing(RelativePath path) {
        refused.invalidate(path);
    }

    /** True where these differences are all among those that the target has refused. */
    public boolean haveRefused(RelativePath path, List<Difference> differences) {
        List<Difference> known = refused.getIfPresent(path);
        return known != null && !differences.isEmpty() && known.containsAll(differences);
    }

    /** True where the target has refused something of any entry. */
    public boolean haveRefusedAny() {
        return refused.estimatedSize() > 0;
    }
}
