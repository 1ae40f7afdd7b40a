package dev.caravan.copy;

import dev.caravan.change.Roots;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The Camel component {@code copy:}, which changes the target. */
@Component("copy")
public final class CopyComponent extends DefaultComponent {
    @Metadata(autowired = true, required = true, description = "The source and the target")
    private Roots roots;

    @Metadata(autowired = true, description = "Where its metrics go")
    private MeterRegistry meters;

    // Without a default, over which Camel would autowire nothing.
    @Metadata(autowired = true, required = true, description = "The time")
    private Clock clock;

    @Metadata(autowired = true, description = "The bound of the bytes per second; none: no bound")
    private Bandwidth bandwidth;

    private CopyMeters counted;

    /** One for all producers, those of a reloaded route as well: a registry takes each gauge once. */
    synchronized CopyMeters copyMeters() {
        if (counted == null) {
            counted = new CopyMeters(meters == null ? new SimpleMeterRegistry() : meters);
        }
        return counted;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        CopyEndpoint endpoint = new CopyEndpoint(uri, this);
        endpoint.setName(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    public Roots getRoots() {
        return roots;
    }

    public void setRoots(Roots roots) {
        this.roots = roots;
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

    public Bandwidth getBandwidth() {
        return bandwidth;
    }

    public void setBandwidth(Bandwidth bandwidth) {
        this.bandwidth = bandwidth;
    }
}
