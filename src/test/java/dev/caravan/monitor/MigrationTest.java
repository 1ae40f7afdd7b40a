package dev.caravan.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.CutoverPort;
import dev.caravan.control.Gate;
import dev.caravan.entry.RelativePath;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMIClientSocketFactory;
import java.rmi.server.RMIServerSocketFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.JMX;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanInfo;
import javax.management.MBeanServer;
import javax.management.MBeanServerConnection;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXConnectorServer;
import javax.management.remote.JMXConnectorServerFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All through a real JMX connection, as an operator's console has it. */
class MigrationTest {
    private final MBeanServer server = MBeanServerFactory.newMBeanServer();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Gate gate = new Gate();
    private final AtomicLong bandwidth = new AtomicLong();
    private final AtomicLong workers = new AtomicLong(32);
    private final List<RelativePath> rescanned = new ArrayList<>();
    private Migration migration;
    private JMXConnectorServer connectorServer;
    private JMXConnector connector;
    private MBeanServerConnection connection;
    private MigrationMXBean remote;

    /** Keeps the connection on the loopback, whatever the machine calls itself. */
    private static final class Loopback implements RMIServerSocketFactory, RMIClientSocketFactory, Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return new Socket(InetAddress.getLoopbackAddress(), port);
        }
    }

    private final List<String> asked = new ArrayList<>();
    private final CutoverPort cutover = new CutoverPort() {
        @Override
        public String readiness(String optionsJson) {
            return "{\"ready\":false}";
        }

        @Override
        public String begin(String optionsJson) {
            asked.add(optionsJson);
            return "{\"accepted\":true}";
        }

        @Override
        public String progress() {
            return "{\"outcome\":\"RUNNING\"}";
        }

        @Override
        public void abort() {
            asked.add("abort");
        }
    };

    @BeforeEach
    @SuppressWarnings("BanJNDI") // the address is the test's own, and holds its stub: no directory is asked
    void connect() throws Exception {
        migration = Migration.register(
                server,
                meters,
                new Migration.Texts(
                        () -> "FOLLOWING",
                        () -> "Client.log at byte 4096",
                        () -> "told by canaries",
                        () -> "web1: 0 B behind",
                        () -> List.of("backfill, process 7 on other"),
                        () -> List.of("mover2: alive")),
                new Controls(
                        gate,
                        new AdjustableValue(bandwidth::get, this::setBandwidth),
                        new AdjustableValue(workers::get, workers::set),
                        () -> 3,
                        rescanned::add,
                        cutover));
        Loopback loopback = new Loopback();
        connectorServer = JMXConnectorServerFactory.newJMXConnectorServer(
                new JMXServiceURL("service:jmx:rmi://localhost:0"),
                Map.of(
                        "jmx.remote.rmi.server.socket.factory",
                        loopback,
                        "jmx.remote.rmi.client.socket.factory",
                        loopback),
                server);
        connectorServer.start();
        connector = JMXConnectorFactory.connect(connectorServer.getAddress());
        connection = connector.getMBeanServerConnection();
        remote = JMX.newMXBeanProxy(connection, new ObjectName(Migration.NAME), MigrationMXBean.class);
    }

    @AfterEach
    void disconnect() throws Exception {
        connector.close();
        connectorServer.stop();
        migration.close();
    }

    @Test
    void showsTheMetersOfEveryStage() {
        meters.gauge("caravan.settle.held", new AtomicInteger(1));
        meters.gauge("caravan.settle.hot", new AtomicInteger(2));
        meters.gauge("caravan.copy.inflight", new AtomicInteger(3));
        meters.counter("caravan.copy.entries").increment(4);
        meters.counter("caravan.copy.bytes").increment(5e12);
        meters.counter("caravan.copy.removed").increment(6);
        meters.gauge("caravan.checkpoint.failures", new AtomicInteger(7));
        meters.gauge("caravan.checkpoint.gaps", new AtomicInteger(8));
        meters.counter("caravan.settle.echoes").increment(9);
        meters.gauge("caravan.tail.lag.bytes", new AtomicInteger(10));
        meters.gauge("caravan.tail.lag.seconds", new AtomicInteger(11));

        assertThat(remote.getState()).isEqualTo("FOLLOWING");
        assertThat(remote.getHeldPaths()).isEqualTo(1);
        assertThat(remote.getHotPaths()).isEqualTo(2);
        assertThat(remote.getInFlightCopies()).isEqualTo(3);
        assertThat(remote.getCopiedEntries()).isEqualTo(4);
        assertThat(remote.getCopiedBytes()).isEqualTo(5_000_000_000_000L);
        assertThat(remote.getRemovedEntries()).isEqualTo(6);
        assertThat(remote.getFailedEntries()).isEqualTo(7);
        assertThat(remote.getOpenGaps()).isEqualTo(8);
        assertThat(remote.getEchoesDropped()).isEqualTo(9);
        assertThat(remote.getEchoes()).isEqualTo("told by canaries");
        assertThat(remote.getLogs()).isEqualTo("web1: 0 B behind");
        assertThat(remote.getOtherMovers()).containsExactly("backfill, process 7 on other");
        assertThat(remote.getFleetMovers()).containsExactly("mover2: alive");
        assertThat(remote.getLogLagBytes()).isEqualTo(10);
        assertThat(remote.getLogLagSeconds()).isEqualTo(11);
        assertThat(remote.getLowWaterMark()).isEqualTo("Client.log at byte 4096");
    }

    @Test
    void addsUpTheMetersOfOneNameWhateverTheirTags() {
        meters.counter("caravan.copy.entries", "type", "file").increment(4);
        meters.counter("caravan.copy.entries", "type", "link").increment(5);

        assertThat(remote.getCopiedEntries()).isEqualTo(9);
    }

    @Test
    void tellsEveryMeterByItsName() {
        meters.counter("acme.done", "type", "file").increment(4);
        meters.counter("acme.done", "type", "link").increment(5);
        meters.gauge("caravan.settle.held", new AtomicInteger(1));

        assertThat(remote.getMeters())
                .containsExactly(Map.entry("acme.done", 9.0), Map.entry("caravan.settle.held", 1.0));
    }

    @Test
    void saysThatItDoesNotKnowRatherThanZero() {
        assertThat(remote.getFailedEntries()).isEqualTo(-1);
        assertThat(remote.getOpenGaps()).isEqualTo(-1);
    }

    @Test
    void pausesAndResumes() {
        remote.pause();
        assertThat(gate.isPaused()).isTrue();
        assertThat(remote.getState()).isEqualTo("PAUSED");

        remote.resume();
        assertThat(gate.isPaused()).isFalse();
        assertThat(remote.getState()).isEqualTo("FOLLOWING");
    }

    @Test
    void setsWhatCanBeSetWhileItRuns() {
        remote.setBandwidthBytesPerSecond(5_000_000_000L);
        remote.setCopyWorkers(7);

        assertThat(bandwidth).hasValue(5_000_000_000L);
        assertThat(workers).hasValue(7);
        assertThat(remote.getBandwidthBytesPerSecond()).isEqualTo(5_000_000_000L);
        assertThat(remote.getCopyWorkers()).isEqualTo(7);
    }

    @Test
    void saysWhyAValueIsRefused() {
        assertThatThrownBy(() -> remote.setBandwidthBytesPerSecond(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected at least 0");
    }

    private void setBandwidth(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException("expected at least 0");
        }
        bandwidth.set(bytesPerSecond);
    }

    @Test
    void saysHowManyPathsAreTriedAgain() {
        assertThat(remote.retry()).isEqualTo(3);
    }

    @Test
    void rescansAnyPath() {
        remote.rescan("a/b%0A%FF");
        remote.rescan("\u00fc/");
        remote.rescan(".");

        assertThat(rescanned)
                .containsExactly(new RelativePath("a/b\n\u00ff"), new RelativePath("\u00c3\u00bc"), RelativePath.ROOT);
    }

    @Test
    void saysWhyAPathIsNone() {
        for (String wrong : List.of("/a", "a//b", "../a", "a%", "a%x1", "a/%00")) {
            assertThatThrownBy(() -> remote.rescan(wrong))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("path ");
        }
        assertThat(rescanned).isEmpty();
    }

    @Test
    void isStoppingOnceTheGateIsClosed() {
        remote.pause();
        gate.close();

        assertThat(remote.getState()).isEqualTo("STOPPING");
    }

    @Test
    void describesItselfAndEachAttributeAndOperation() throws Exception {
        MBeanInfo info = connection.getMBeanInfo(new ObjectName(Migration.NAME));

        assertThat(info.getDescription()).isEqualTo("A live tree on its way to another file system");
        assertThat(Arrays.stream(info.getAttributes()).map(MBeanFeatureInfo::getName))
                .containsExactlyInAnyOrder(
                        "State",
                        "HeldPaths",
                        "HotPaths",
                        "InFlightCopies",
                        "CopiedEntries",
                        "CopiedBytes",
                        "RemovedEntries",
                        "FailedEntries",
                        "OpenGaps",
                        "EchoesDropped",
                        "Echoes",
                        "Logs",
                        "LookAgainPaths",
                        "OtherMovers",
                        "FleetMovers",
                        "LogLagBytes",
                        "LogLagSeconds",
                        "LowWaterMark",
                        "BandwidthBytesPerSecond",
                        "CopyWorkers",
                        "LeftOutEntries",
                        "Meters");
        assertThat(Arrays.stream(info.getOperations()).map(MBeanFeatureInfo::getName))
                .containsExactlyInAnyOrder(
                        "pause",
                        "resume",
                        "retry",
                        "rescan",
                        "cutoverReadiness",
                        "cutoverBegin",
                        "cutoverProgress",
                        "cutoverAbort");
        assertThat(info.getAttributes())
                .allSatisfy(it -> assertThat(it.getDescription()).contains(" ").isNotEqualTo(it.getName()));
        assertThat(info.getOperations())
                .allSatisfy(it -> assertThat(it.getDescription()).contains(" ").isNotEqualTo(it.getName()));
    }

    @Test
    void refusesASecondMigrationAndLeavesTheFirst() {
        AdjustableValue dial = new AdjustableValue(() -> 0, value -> {});
        Controls controls = new Controls(gate, dial, dial, () -> 0, path -> {}, cutover);
        assertThatThrownBy(() -> Migration.register(
                        server,
                        meters,
                        new Migration.Texts(() -> "STARTING", () -> "", () -> "", () -> "", List::of, List::of),
                        controls))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("caravan:type=Migration: is registered already");
        assertThat(remote.getState()).isEqualTo("FOLLOWING");
    }

    @Test
    void isGoneAfterItsEnd() throws Exception {
        migration.close();
        migration.close();

        assertThat(connection.isRegistered(new ObjectName(Migration.NAME))).isFalse();
    }

    @Test
    void handsOnWhatACutOverIsAsked() {
        assertThat(remote.cutoverReadiness("{}")).isEqualTo("{\"ready\":false}");
        assertThat(remote.cutoverBegin("{}")).isEqualTo("{\"accepted\":true}");
        assertThat(remote.cutoverProgress()).isEqualTo("{\"outcome\":\"RUNNING\"}");
        remote.cutoverAbort();
        assertThat(asked).containsExactly("{}", "abort");
        gate.seal();
        assertThat(remote.getState()).isEqualTo("CUT_OVER");
    }
}
