package dev.caravan.settle;

import dev.caravan.change.Canaries;
import dev.caravan.change.Heartbeat;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the source's client caches names, by looking up one name twice: between a first and a second
 * canary, and between the second and a third. A client that caches logs only the first.
 *
 * <p>A client that has {@code report} in its cache after our own look logs no lookup when somebody else opens it
 * shortly afterwards: the change that follows is in no line of the log. So our looks must not go through such a client:
 * {@code caravan.read-root} has to be set, and the cache must expire within the quiet period. Thread-safe.
 */
final class NameCacheProbe {
    private static final Logger LOG = LoggerFactory.getLogger(NameCacheProbe.class);

    /** How many probes are made: somebody else's lookup of the same name may hide the result of one. */
    private static final int PROBES = 3;

    private final LoggedMount mount;
    private final Canaries canaries;
    private volatile Probe running;
    private int found;
    private volatile boolean keepsNames;

    /** One probe: its canaries, and how often the name came between them. */
    private static final class Probe {
        final RelativePath name;
        final List<RelativePath> canaries;
        final int[] between = new int[2];
        int heard;

        Probe(RelativePath name, List<RelativePath> canaries) {
            this.name = name;
            this.canaries = canaries;
        }
    }

    /** Begins with no probe made. */
    NameCacheProbe(LoggedMount mount, Canaries canaries) {
        this.mount = mount;
        this.canaries = canaries;
    }

    /** True where a look of ours may keep somebody else's lookup out of the log. */
    boolean areLookupsMissed() {
        return keepsNames && !mount.areReadsElsewhere();
    }

    /** Makes the next probe, if another one is needed; called once a period. */
    void tick(Heartbeat.Shown canaries) throws IOException {
        if (mount.tellsChanges() || (canaries == Heartbeat.Shown.YES && found == PROBES)) {
            return;
        }
        Optional<RelativePath> name = mount.nextName();
        if (name.isPresent() && canaries == Heartbeat.Shown.YES) {
            probe(name.get());
        } else if (name.isPresent()) {
            // Every such log shows the lookup of a name that exists: only with one does a log
            // without lines mean anything.
            mount.lookUp(name.get());
        }
    }

    private void probe(RelativePath name) throws IOException {
        List<RelativePath> brackets = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            brackets.add(canaries.beat());
        }
        running = new Probe(name, brackets);
        mount.lookUp(brackets.get(0));
        mount.lookUp(name);
        mount.lookUp(brackets.get(1));
        mount.lookUp(name);
        mount.lookUp(brackets.get(2));
    }

    /** True while a probe is under way and {@link #told} has to be called; costs one volatile read. */
    boolean isListening() {
        return running != null;
    }

    /** Takes a hint that came out of the log, canaries included, in the log's order. */
    synchronized void told(RelativePath path) {
        Probe probe = running;
        if (probe == null) {
            return;
        }
        if (path.equals(probe.name)) {
            if (probe.heard == 1 || probe.heard == 2) {
                probe.between[probe.heard - 1]++;
            }
        } else if (Canaries.is(path) && path.equals(probe.canaries.get(probe.heard))) {
            probe.heard++;
            if (probe.heard == probe.canaries.size()) {
                running = null;
                end(probe);
            }
        }
    }

    private void end(Probe probe) {
        found++;
        if (probe.between[1] == 0 && !keepsNames) {
            keepsNames = true;
            say(probe);
        }
    }

    private void say(Probe probe) {
        if (mount.areReadsElsewhere()) {
            LOG.warn(
                    "the source's client keeps names in mind ({} was looked up twice and logged {} times): it has to forget"
                            + " them within caravan.settle.quiet-seconds",
                    probe.name,
                    probe.between[0]);
        } else {
            LOG.error(
                    "the source's client keeps names in mind: {} was looked up twice and logged {} times; who opens a file just"
                            + " after Caravan looked at it is in no line of the log: mount the source once more without a log"
                            + " and set caravan.read-root to that, or switch off the client's cache of names",
                    probe.name,
                    probe.between[0]);
        }
    }
}
