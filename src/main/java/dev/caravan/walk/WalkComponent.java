package dev.caravan.walk;

import dev.caravan.change.Gap;
import dev.caravan.change.SharedWalk;
import dev.caravan.change.WalkListener;
import dev.caravan.control.Gate;
import dev.caravan.entry.Exclusions;
import dev.caravan.trees.Trees;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The Camel component {@code walk:}: a message to it asks for a walk, and its consumer walks. */
@Component("walk")
public final class WalkComponent extends DefaultComponent {
    private final Map<String, WalkRequests> requests = new ConcurrentHashMap<>();

    @Metadata(autowired = true, required = true, description = "The source and the target")
    private Trees trees;

    @Metadata(autowired = true, required = true, description = "What is not walked")
    private Exclusions exclusions;

    @Metadata(autowired = true, required = true, description = "Where it waits while paused")
    private Gate gate;

    @Metadata(autowired = true, required = true, description = "Where a directory that cannot be listed is recorded")
    private Gap.Recorder gaps;

    @Metadata(autowired = true, required = true, description = "Where its metrics go")
    private MeterRegistry meters;

    @Metadata(autowired = true, required = true, description = "Told of walks that begin and end")
    private WalkListener listener;

    @Metadata(autowired = true, required = true, description = "The time")
    private Clock clock;

    @Metadata(autowired = true, description = "A walk that this process shares with others")
    private SharedWalk shared;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        WalkEndpoint endpoint = new WalkEndpoint(uri, this, requests(remaining));
        endpoint.setName(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** The requests of all endpoints of one name; also used without a route. */
    public WalkRequests requests(String name) {
        return requests.computeIfAbsent(name, key -> new WalkRequests());
    }

    public Trees getTrees() {
        return trees;
    }

    public void setTrees(Trees trees) {
        this.trees = trees;
    }

    public Exclusions getExclusions() {
        return exclusions;
    }

    public void setExclusions(Exclusions exclusions) {
        this.exclusions = exclusions;
    }

    public Gate getGate() {
        return gate;
    }

    public void setGate(Gate gate) {
        this.gate = gate;
    }

    public Gap.Recorder getGaps() {
        return gaps;
    }

    public void setGaps(Gap.Recorder gaps) {
        this.gaps = gaps;
    }

    public MeterRegistry getMeters() {
        return meters;
    }

    public void setMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    public WalkListener getListener() {
        return listener;
    }

    public void setListener(WalkListener listener) {
        this.listener = listener;
    }

    public Clock getClock() {
        return clock;
    }

    public void setClock(Clock clock) {
        this.clock = clock;
    }

    /** The walk that this process shares with others; null where it walks alone. */
    public SharedWalk getShared() {
        return shared;
    }

    public void setShared(SharedWalk shared) {
        this.shared = shared;
    }
}
