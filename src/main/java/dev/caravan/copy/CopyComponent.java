package dev.caravan.copy;

import dev.caravan.control.SharedWork;
import dev.caravan.entry.Exclusions;
import dev.caravan.trees.Trees;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The Camel component {@code copy:}, which changes the target. Thread-safe once its properties are set. */
@Component("copy")
public final class CopyComponent extends DefaultComponent {
    @Metadata(autowired = true, required = true, description = "The source and the target")
    private Trees trees;

    @Metadata(autowired = true, description = "Where its metrics go")
    private MeterRegistry meters;

    // This has no default value: where there is one, Camel does not autowire.
    @Metadata(autowired = true, required = true, description = "The time")
    private Clock clock;

    @Metadata(autowired = true, description = "The bound of the bytes per second; none: no bound")
    private Bandwidth bandwidth;

    @Metadata(autowired = true, description = "What is left alone on both sides; none: nothing is")
    private Exclusions exclusions;

    @Metadata(autowired = true, description = "Shares a batch among several threads; none: one does all of it")
    private SharedWork shared;

    private CopyMeters counted;
    private ExecutorService rangeThreads;

    /**
     * One set of meters for all producers, including those of a reloaded route: a registry accepts each gauge
     * only once.
     */
    synchronized CopyMeters copyMeters() {
        if (counted == null) {
            counted = new CopyMeters(meters == null ? new SimpleMeterRegistry() : meters);
        }
        return counted;
    }

    /** Threads for the ranges of large files. An idle thread ends after a minute. */
    synchronized Executor rangeThreads() {
        if (rangeThreads == null) {
            rangeThreads = getCamelContext().getExecutorServiceManager().newCachedThreadPool(this, "copy-range");
        }
        return rangeThreads;
    }

    @Override
    protected void doShutdown() throws Exception {
        if (rangeThreads != null) {
            getCamelContext().getExecutorServiceManager().shutdownNow(rangeThreads);
        }
        super.doShutdown();
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        CopyEndpoint endpoint = new CopyEndpoint(uri, this);
        endpoint.setName(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
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

    public MeterRegistry getMeters() {
        return meters;
    }

    public void setMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    public Clock getClock() {
        return clock;
    }

    public void setClock(Clock clock) {
        this.clock = clock;
    }

    public SharedWork getShared() {
        return shared;
    }

    public void setShared(SharedWork shared) {
        this.shared = shared;
    }

    public Bandwidth getBandwidth() {
        return bandwidth;
    }

    public void setBandwidth(Bandwidth bandwidth) {
        this.bandwidth = bandwidth;
    }
}
