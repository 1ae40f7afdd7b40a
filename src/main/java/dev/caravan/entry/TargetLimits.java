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
 * What the target's file systems cannot hold: owners where Caravan may not give them away, a namespace of extended attributes. Each is
 * found by a probe of its own, once a file system, since a refusal may be one entry's: it is immutable, or its owner has no number
 * there. A kind that a file system cannot hold is reported once, and not compared from then on; what was refused of one entry is that
 * entry's failure. Any thread.
 */
public final class TargetLimits {
    /** The owner and the group of an entry. */
    public static final String OWNER = "owner";

    public static final String FIFOS = "fifos";
    public static final String DEVICES = "devices";
    public static final String HARD_LINKS = "hard links";

    private static final Logger LOG = LoggerFactory.getLogger(TargetLimits.class);
    private static final int MAX_REFUSALS = 100_000;

    /** Whether each holds that. */
    private final Map<Limit, Boolean> found = new ConcurrentHashMap<>();

    private final Map<Long, TimeRange> times = new ConcurrentHashMap<>();
    private final Cache<RelativePath, List<Difference>> refused =
            Caffeine.newBuilder().maximumSize(MAX_REFUSALS).build();

    /** True once one of them cannot hold something. */
    private volatile boolean isLimited;

    private volatile Folding folding = Folding.NONE;

    private record Limit(String kind, long device) {}

    /** Tries something with an entry of its own. */
    @FunctionalInterface
    public interface Probe {
        /**
         * True where it worked.
         *
         * @throws IOException if it could not be tried: nothing is known
         */
        boolean works() throws IOException;
    }

    /** The kind of an extended attribute: its namespace; of those of the system, and of its guards, each is one. */
    public static String kindOf(String attribute) {
        int dot = attribute.indexOf('.');
        boolean isOneOfMany = dot > 0 && !attribute.startsWith("system.") && !attribute.startsWith("security.");
        return isOneOfMany ? attribute.substring(0, dot + 1) + "*" : attribute;
    }

    /**
     * True where nothing is known against it.
     *
     * @param device of the target's file system
     */
    public boolean canHold(String kind, long device) {
        return !isLimited || found.getOrDefault(new Limit(kind, device), true);
    }

    /** True while nothing is known of any kind, on any of them. */
    public boolean areNone() {
        return !isLimited;
    }

    /**
     * The target refused something of this kind: asks whether it would for every entry.
     *
     * @param path for which
     * @param why in the file system's words
     * @return false where the refusal is this entry's alone, or nobody knows
     */
    public boolean isFor(String kind, long device, RelativePath path, String why, Probe probe) {
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

    /** Which times this file system keeps was tried. */
    public void keepsTimes(long device, TimeRange range) {
        times.put(device, range);
    }

    /** True once that was tried. */
    public boolean knowTimes(long device) {
        return times.containsKey(device);
    }

    /** Which times this file system keeps; all of them where nobody tried. */
    public TimeRange times(long device) {
        return times.getOrDefault(device, TimeRange.ALL);
    }

    /** Which names the target takes for one was tried. */
    public void folds(Folding how) {
        folding = how;
    }

    /** Which names the target takes for one; none where nobody tried. */
    public Folding folding() {
        return folding;
    }

    /** Another try would leave these differences of the entry as they are. */
    public void refused(RelativePath path, List<Difference> differences) {
        refused.put(path, List.copyOf(differences));
    }

    /** Nothing of the entry is refused any more. */
    public void refusedNothing(RelativePath path) {
        refused.invalidate(path);
    }

    /** True where the entry lacks nothing but what the target has refused. */
    public boolean haveRefused(RelativePath path, List<Difference> differences) {
        List<Difference> known = refused.getIfPresent(path);
        return known != null && !differences.isEmpty() && known.containsAll(differences);
    }

    /** True where something was refused of any entry. */
    public boolean haveRefusedAny() {
        return refused.estimatedSize() > 0;
    }
}
