package dev.caravan.change;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the target turned out not to hold: owners where Caravan may not give them away, a namespace of extended attributes. Each
 * kind is reported once, and from then on neither set nor compared; the data is copied all the same. Any thread.
 */
public final class TargetLimits {
    /** The owner and the group of an entry. */
    public static final String OWNER = "owner";

    private static final Logger LOG = LoggerFactory.getLogger(TargetLimits.class);

    private final Set<String> kinds = ConcurrentHashMap.newKeySet();
    private final AtomicLong losses = new AtomicLong();

    /** The kind of an extended attribute: its namespace; of those of the system, each is one. */
    public static String kindOf(String attribute) {
        int dot = attribute.indexOf('.');
        return attribute.startsWith("system.") || dot < 0 ? attribute : attribute.substring(0, dot + 1) + "*";
    }

    public boolean canHold(String kind) {
        return !kinds.contains(kind);
    }

    /**
     * The target refused something of this kind for good.
     *
     * @param path for which
     * @param why in the file system's words
     */
    public void cannotHold(String kind, RelativePath path, String why) {
        losses.incrementAndGet();
        if (kinds.add(kind)) {
            LOG.warn(
                    "target: cannot hold {} (first for {}: {}); it is left out from now on, and the data is copied",
                    kind,
                    path,
                    why);
        }
    }

    /**
     * The target refused this one thing of one entry.
     *
     * @param what in the words of a message
     */
    public void lost(String what, RelativePath path, String why) {
        losses.incrementAndGet();
        LOG.warn("{}: {} is lost: {}", path, what, why);
    }

    /** How often something was refused. */
    public long losses() {
        return losses.get();
    }
}
