package dev.caravan.monitor;

import dev.caravan.entry.RelativePath;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The MBean {@value #NAME}: shows the meters of all stages, and lets an operator pause the migration and change its
 * settings. Thread-safe.
 */
public final class Migration extends DescribedMBean implements MigrationMXBean, Closeable {
    /** The MBean's name; a JVM has at most one such MBean. */
    public static final String NAME = "caravan:type=Migration";

    // The names under which the stages register the meters that are shown.
    private static final String HELD = "caravan.settle.held";
    private static final String HOT = "caravan.settle.hot";
    private static final String ECHOES = "caravan.settle.echoes";
    private static final String AGAIN = "caravan.settle.again";
    private static final String IN_FLIGHT = "caravan.copy.inflight";
    private static final String COPIED_ENTRIES = "caravan.copy.entries";
    private static final String COPIED_BYTES = "caravan.copy.bytes";
    private static final String REMOVED = "caravan.copy.removed";
    private static final String FAILURES = "caravan.checkpoint.failures";
    private static final String LEFT_OUT = "caravan.checkpoint.left.out";
    private static final String GAPS = "caravan.checkpoint.gaps";
    private static final String LAG_BYTES = "caravan.tail.lag.bytes";
    private static final String LAG_SECONDS = "caravan.tail.lag.seconds";

    private static final Logger LOG = LoggerFactory.getLogger(Migration.class);
    private static final long UNKNOWN = -1;

    private final MBeanServer server;
    private final MeterRegistry meters;
    private final Texts texts;
    private final Controls controls;

    /**
     * What is shown as text for a person.
     *
     * @param state the state to show where the gate is neither closed, sealed nor paused
     * @param lowWaterMark the log's low-water mark; empty before the first
     * @param echoes how echoes of Caravan's own looks are recognised
     * @param logs how the log of each host stands, a line each; empty where no other host's is followed
     * @param otherMovers the other processes that write to the target
     * @param fleetMovers how the other movers of the fleet stand, a line each; empty where this is no mover of one
     */
    public record Texts(
            Supplier<String> state,
            Supplier<String> lowWaterMark,
            Supplier<String> echoes,
            Supplier<String> logs,
            Supplier<List<String>> otherMovers,
            Supplier<List<String>> fleetMovers) {}

    /**
     * Registers the MBean.
     *
     * @throws IllegalStateException if this server has an MBean of that name
     */
    public static Migration register(MBeanServer server, MeterRegistry meters, Texts texts, Controls controls) {
        Migration migration = new Migration(server, meters, texts, controls);
        try {
            server.registerMBean(migration, name());
        } catch (InstanceAlreadyExistsException e) {
            throw new IllegalStateException(
                    "mbean " + NAME
                            + ": is registered already: another migration runs in this JVM; stop that one first",
                    e);
        } catch (JMException e) {
            throw new IllegalStateException("mbean " + NAME + ": cannot be registered: " + e.getMessage(), e);
        }
        return migration;
    }

    private Migration(MBeanServer server, MeterRegistry meters, Texts texts, Controls controls) {
        super(MigrationMXBean.class);
        this.server = server;
        this.meters = meters;
        this.texts = texts;
        this.controls = controls;
    }

    private static ObjectName name() {
        try {
            return new ObjectName(NAME);
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(NAME, e);
        }
    }

    /** Unregisters the MBean; a second call does nothing. */
    @Override
    public void close() {
        try {
            server.unregisterMBean(name());
        } catch (InstanceNotFoundException e) {
            LOG.debug("mbean {}: was gone already", NAME);
        } catch (JMException e) {
            LOG.warn("mbean {}: stays registered: {}", NAME, e.getMessage());
        }
    }

    @Override
    public String getState() {
        if (controls.gate().isClosed()) {
            return "STOPPING";
        }
        if (controls.gate().isSealed()) {
            return "CUT_OVER";
        }
        return controls.gate().isPaused() ? "PAUSED" : texts.state().get();
    }

    @Override
    public long getHeldPaths() {
        return sum(HELD);
    }

    @Override
    public long getHotPaths() {
        return sum(HOT);
    }

    @Override
    public long getInFlightCopies() {
        return sum(IN_FLIGHT);
    }

    @Override
    public long getCopiedEntries() {
        return sum(COPIED_ENTRIES);
    }

    @Override
    public long getCopiedBytes() {
        return sum(COPIED_BYTES);
    }

    @Override
    public long getRemovedEntries() {
        return sum(REMOVED);
    }

    @Override
    public long getFailedEntries() {
        return sum(FAILURES);
    }

    @Override
    public long getOpenGaps() {
        return sum(GAPS);
    }

    @Override
    public long getLeftOutEntries() {
        return sum(LEFT_OUT);
    }

    @Override
    public long getEchoesDropped() {
        return sum(ECHOES);
    }

    @Override
    public long getLookAgainPaths() {
        return sum(AGAIN);
    }

    @Override
    public List<String> getOtherMovers() {
        return texts.otherMovers().get();
    }

    @Override
    public List<String> getFleetMovers() {
        return texts.fleetMovers().get();
    }

    @Override
    public String getEchoes() {
        return texts.echoes().get();
    }

    @Override
    public long getLogLagBytes() {
        return sum(LAG_BYTES);
    }

    @Override
    public long getLogLagSeconds() {
        return sum(LAG_SECONDS);
    }

    @Override
    public String getLowWaterMark() {
        return texts.lowWaterMark().get();
    }

    @Override
    public String getLogs() {
        return texts.logs().get();
    }

    @Override
    public SortedMap<String, Double> getMeters() {
        SortedMap<String, Double> all = new TreeMap<>();
        for (Meter meter : meters.getMeters()) {
            all.merge(meter.getId().getName(), value(meter), Double::sum);
        }
        return all;
    }

    @Override
    public long getBandwidthBytesPerSecond() {
        return controls.bandwidth().get().getAsLong();
    }

    @Override
    public void setBandwidthBytesPerSecond(long bytesPerSecond) {
        controls.bandwidth().set().accept(bytesPerSecond);
        LOG.info("bandwidth set to {} bytes per second over JMX", bytesPerSecond);
    }

    @Override
    public long getCopyWorkers() {
        return controls.workers().get().getAsLong();
    }

    @Override
    public void setCopyWorkers(long number) {
        controls.workers().set().accept(number);
        LOG.info("copy workers set to {} over JMX", number);
    }

    @Override
    public void pause() {
        LOG.info("paused over JMX");
        controls.gate().pause();
    }

    @Override
    public void resume() {
        LOG.info("resumed over JMX");
        controls.gate().resume();
    }

    @Override
    public long retry() {
        long paths = controls.retry().getAsLong();
        LOG.info("{} failed paths are due now, over JMX", paths);
        return paths;
    }

    @Override
    public void rescan(String path) {
        RelativePath asked = PathText.decoded(path);
        LOG.info("{}: looked at again, over JMX", asked);
        controls.rescan().accept(asked);
    }

    @Override
    public String cutoverReadiness(String optionsJson) {
        return controls.cutover().readiness(optionsJson);
    }

    @Override
    public String cutoverBegin(String optionsJson) {
        LOG.info("cut-over asked for over JMX: {}", optionsJson);
        return controls.cutover().begin(optionsJson);
    }

    @Override
    public String cutoverProgress() {
        return controls.cutover().progress();
    }

    @Override
    public void cutoverAbort() {
        controls.cutover().abort();
    }

    /** The sum of all gauges or counters of this name, over all tags; -1 where there are none. */
    private long sum(String name) {
        Collection<Meter> found = meters.find(name).meters();
        double sum = 0;
        for (Meter meter : found) {
            sum += value(meter);
        }
        return found.isEmpty() || Double.isNaN(sum) ? UNKNOWN : (long) sum;
    }

    private static double value(Meter meter) {
        return meter.measure().iterator().next().getValue();
    }
}
