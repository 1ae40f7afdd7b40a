package dev.caravan.tail;

import dev.caravan.change.Gap;
import dev.caravan.change.LineStart;
import dev.caravan.control.Gate;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;

/** The Camel component of {@code tail:} endpoints, with the services they share from the registry. */
@Component("tail")
public class TailComponent extends DefaultComponent {
    @Metadata(
            autowired = true,
            label = "advanced",
            description = "Where gaps are recorded; a log is not followed without.")
    private Gap.Recorder gapRecorder;

    @Metadata(autowired = true, label = "advanced", description = "Where metrics are registered.")
    private MeterRegistry meterRegistry;

    @Metadata(autowired = true, label = "advanced", description = "The time of gaps and of the lag.")
    private Clock clock;

    @Metadata(autowired = true, label = "advanced", description = "What each batch passes before it is read.")
    private Gate gate;

    @Metadata(
            autowired = true,
            label = "advanced",
            description = "How a line begins, so that one that a newline in a name broke is kept whole.")
    private LineStart lineStart;

    private final Set<TailMetrics> followed = ConcurrentHashMap.newKeySet();

    /** The lag of all followed logs together. Thread-safe. */
    public LogLag lag() {
        return followed.stream().map(TailMetrics::lag).reduce(LogLag.NONE, LogLag::and);
    }

    /** The lag of the log of this name; that of a log that cannot be read where it is not followed. Thread-safe. */
    public LogLag lag(String name) {
        return followed.stream()
                .filter(log -> log.feed().equals(name))
                .findFirst()
                .map(TailMetrics::lag)
                .orElse(new LogLag(0, 0, true));
    }

    /** Registers the metrics of a log that is followed from now on. */
    void followed(TailMetrics log) {
        followed.add(log);
    }

    void ended(TailMetrics log) {
        followed.remove(log);
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        TailEndpoint endpoint = new TailEndpoint(uri, this);
        endpoint.setName(remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (meterRegistry == null) {
            meterRegistry = new SimpleMeterRegistry();
        }
        if (clock == null) {
            clock = Clock.systemUTC();
        }
        if (lineStart == null) {
            lineStart = LineStart.ANY;
        }
        if (gate == null) {
            gate = new Gate();
        }
    }

    /** Null where there is none. */
    public Gap.Recorder getGapRecorder() {
        return gapRecorder;
    }

    public void setGapRecorder(Gap.Recorder gapRecorder) {
        this.gapRecorder = gapRecorder;
    }

    public MeterRegistry getMeterRegistry() {
        return meterRegistry;
    }

    public void setMeterRegistry(MeterRegistry meterRegistry) {
        this.meterRegistry = meterRegistry;
    }

    public Clock getClock() {
        return clock;
    }

    public void setClock(Clock clock) {
        this.clock = clock;
    }

    public LineStart getLineStart() {
        return lineStart;
    }

    public void setLineStart(LineStart lineStart) {
        this.lineStart = lineStart;
    }

    public Gate getGate() {
        return gate;
    }

    public void setGate(Gate gate) {
        this.gate = gate;
    }
}
