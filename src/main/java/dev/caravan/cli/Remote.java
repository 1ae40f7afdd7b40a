package dev.caravan.cli;

import dev.caravan.checkpoint.LockHolder;
import dev.caravan.checkpoint.StateLock;
import dev.caravan.monitor.Migration;
import dev.caravan.monitor.MigrationMXBean;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.management.Attribute;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanFeatureInfo;
import javax.management.MBeanServerConnection;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * A connection to the MBean of the Caravan that runs with a given state folder, in another process on this
 * host. Thread-safe.
 *
 * <p>The JVM accepts such a connection from a process of the same user or of root, and from no other host; nothing has
 * to be configured.
 */
public final class Remote implements Closeable {
    private static final Duration START = Duration.ofSeconds(20);
    private static final long BETWEEN_TRIES_MILLIS = 200;

    private final long pid;
    private final JMXConnector connector;
    private final MigrationMXBean migration;
    private final RuntimeMXBean process;

    private Remote(long pid, JMXConnector connector, MigrationMXBean migration, RuntimeMXBean process) {
        this.pid = pid;
        this.connector = connector;
        this.migration = migration;
        this.process = process;
    }

    /**
     * Finds the Caravan that runs with this state folder. One that is still starting is waited for, up to 20 s.
     *
     * @return empty where none runs
     * @throws IOException if one runs but cannot be reached; the message says why and what to do
     */
    public static Optional<Remote> find(Path state) throws IOException, InterruptedException {
        Optional<LockHolder> holder = StateLock.holder(state);
        if (holder.isEmpty()) {
            return Optional.empty();
        }
        long pid = holder.get().pid();
        JMXConnector connector;
        try {
            connector = connect(pid);
        } catch (IOException e) {
            if (!holder.get().isAlive()) {
                return Optional.empty();
            }
            throw new IOException("process " + pid + ": " + reason(pid, e), e);
        } catch (LinkageError e) {
            throw new IOException(
                    "this Java cannot speak to another one: it lacks the module jdk.attach; take that of a JDK, or a"
                            + " runtime that has it",
                    e);
        }
        return migration(pid, connector);
    }

    @SuppressWarnings("BanJNDI") // the address came from the process itself
    private static JMXConnector connect(long pid) throws IOException {
        return JMXConnectorFactory.connect(new JMXServiceURL(Attachment.address(pid)));
    }

    private static String reason(long pid, IOException failure) {
        if (!isOurs(pid)) {
            return "belongs to another user; give the command as that user, or as root";
        }
        return "cannot be spoken to: " + failure.getMessage()
                + "; it must be running, without -XX:+DisableAttachMechanism and with the module jdk.management.agent";
    }

    private static boolean isOurs(long pid) {
        try {
            Object owner = Files.getAttribute(Path.of("/proc", Long.toString(pid)), "unix:uid");
            return owner.equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            return true;
        }
    }

    private static Optional<Remote> migration(long pid, JMXConnector connector)
            throws IOException, InterruptedException {
        try {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            long begin = System.nanoTime();
            while (!server.isRegistered(name())) {
                if (System.nanoTime() - begin > START.toNanos()) {
                    throw new IOException("process " + pid + ": does not answer yet; try again when it is up");
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_TRIES_MILLIS);
            }
            RuntimeMXBean process = ManagementFactory.newPlatformMXBeanProxy(
                    server, ManagementFactory.RUNTIME_MXBEAN_NAME, RuntimeMXBean.class);
            MigrationMXBean migration = JMX.newMXBeanProxy(server, name(), MigrationMXBean.class);
            return Optional.of(new Remote(pid, connector, migration, process));
        } catch (IOException | InterruptedException | RuntimeException e) {
            connector.close();
            throw e;
        }
    }

    private static ObjectName name() {
        try {
            return new ObjectName(Migration.NAME);
        } catch (MalformedObjectNameException e) {
            throw new IllegalStateException(Migration.NAME, e);
        }
    }

    /**
     * The MBean of the other process. Each of its methods is a remote call, which throws an
     * {@link java.lang.reflect.UndeclaredThrowableException} once that process has ended.
     */
    public MigrationMXBean migration() {
        return migration;
    }

    /** The current value of every attribute of the MBean, sorted by name. */
    public SortedMap<String, Object> attributes() throws IOException {
        try {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            String[] names = Arrays.stream(server.getMBeanInfo(name()).getAttributes())
                    .map(MBeanFeatureInfo::getName)
                    .toArray(String[]::new);
            SortedMap<String, Object> values = new TreeMap<>();
            for (Attribute attribute : server.getAttributes(name(), names).asList()) {
                values.put(attribute.getName(), attribute.getValue());
            }
            return values;
        } catch (JMException e) {
            throw new IOException("process " + pid + ": does not say how it is: " + e, e);
        }
    }

    public long pid() {
        return pid;
    }

    /** When the other process was started. */
    public Instant startedAt() {
        return Instant.ofEpochMilli(process.getStartTime());
    }

    /** Closes the connection; it is no error if the other process has ended. */
    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException e) {
            // The other process has ended, and with it the connection.
        }
    }
}
