package dev.caravan.demo;

import dev.caravan.change.Look;
import dev.caravan.control.Threads;
import dev.caravan.settings.ConfigurationException;
import dev.caravan.settings.Key;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * A fleet on this host: a broker, an agent for each of two logs, two movers and a walker, each a process of its own. One mover is
 * killed in the middle of the changes, and started again at their end. Single-threaded.
 */
public final class FleetFollowing implements Following {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(12);
    private static final int PARTITIONS = 16;
    private static final int HOSTS = 2;
    private static final String VICTIM = "mover-2";
    private static final String TOPIC = "hints";
    private static final String GROUP = "movers";

    private final Path jar;
    private final Map<String, String> overrides;
    private final Watch watch;
    private final Map<String, Process> processes = new LinkedHashMap<>();
    private final Map<String, Numbers> numbers = new TreeMap<>();
    private final Map<String, Numbers> beforeTheKill = new TreeMap<>();
    private final List<String> story = new ArrayList<>();
    private final Thread atExit = Threads.daemon("fleet-tear-down", this::killAll);
    private Map<String, String> settings = Map.of();
    private Path folder;
    private String broker;
    private Admin admin;
    private boolean isWalked;

    /** True once the demo ends: nothing is started any more. Guarded by {@link #processes}. */
    private boolean isOver;

    /** How a Caravan with this state folder stands; empty where none answers. */
    public interface Watch {
        /** Asks it. */
        Optional<Numbers> ask(Path state) throws IOException, InterruptedException;
    }

    /** What the demo asks a Caravan for. */
    public record Numbers(long held, long inFlight, long entries, long bytes, long logBytes, long lagSeconds) {
        private static final Numbers NONE = new Numbers(0, 0, 0, 0, 0, 0);
    }

    /**
     * Makes a fleet that is not started.
     *
     * @param overrides settings for all of them
     * @throws ConfigurationException if there is no broker beside the jar
     */
    public FleetFollowing(Map<String, String> overrides, Watch watch) throws ConfigurationException {
        this.overrides = overrides;
        this.watch = watch;
        jar = jar();
        if (!Files.isRegularFile(brokerJars().resolve("kafka_2.13.jar"))) {
            throw new ConfigurationException(
                    "--fleet: needs a broker's jars in the folder lib/broker beside the jar, where"
                            + " mvn package puts them");
        }
    }

    private static Path jar() {
        try {
            return Path.of(FleetFollowing.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("demo: its own jar is not known", e);
        }
    }

    private Path brokerJars() {
        return jar.resolveSibling("lib").resolve("broker");
    }

    @Override
    public int hosts() {
        return HOSTS;
    }

    @Override
    public void start(Map<String, String> given, Look.Listener reads) throws Exception {
        settings = given;
        folder = Path.of(given.get(Key.STATE.key())).getParent();
        Files.createDirectories(folder.resolve("fleet"));
        Runtime.getRuntime().addShutdownHook(atExit);
        startBroker();
        for (int host = 1; host <= HOSTS; host++) {
            caravan("agent-" + host, "agent", Map.of(Key.TAIL_PATH.key(), Demo.text(Demo.log(folder, host))), "128m");
        }
        startMover("mover-1");
        startMover(VICTIM);
        caravan("walker", "walker", Map.of(Key.TAIL_PATH.key(), ""), "256m");
        for (String name : List.of("agent-1", "agent-2", "mover-1", VICTIM)) {
            await(name, () -> ask(name).isPresent());
        }
    }

    private void startMover(String name) throws IOException {
        caravan(name, "mover", Map.of(Key.TAIL_PATH.key(), ""), "256m");
    }

    private void startBroker() throws IOException, InterruptedException {
        int[] ports = freePorts();
        broker = "127.0.0.1:" + ports[0];
        Path properties = folder.resolve("fleet/broker.properties");
        Files.writeString(properties, """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                log.dirs=%3$s
                offsets.topic.num.partitions=2
                offsets.topic.replication.factor=1
                group.initial.rebalance.delay.ms=0
                auto.create.topics.enable=false
                log.cleaner.dedupe.buffer.size=4194304
                num.network.threads=2
                num.io.threads=2
                background.threads=2
                """.formatted(ports[0], ports[1], folder.resolve("fleet/data")));
        Process format = kafka(
                "format",
                "kafka.tools.StorageTool",
                "format",
                "-t",
                Uuid.randomUuid().toString(),
                "-c",
                properties.toString());
        if (format.waitFor() != 0) {
            throw new IOException("the broker's folder could not be made: see " + output("format"));
        }
        processes.remove("format");
        kafka("broker", "kafka.Kafka", properties.toString());
        await("broker", () -> isListening(ports[0]));
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker));
    }

    private static int[] freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        }
    }

    private static boolean isListening(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Process kafka(String name, String... arguments) throws IOException {
        Path logback = folder.resolve("fleet/logback.xml");
        Files.writeString(logback, """
                <configuration><appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %-5level %logger{1} %msg%n</pattern></encoder></appender>
                <root level="WARN"><appender-ref ref="out"/></root></configuration>
                """);
        List<String> command =
                java("384m", "-Dlogback.configurationFile=" + logback, "-cp", brokerJars() + "/*:" + jar);
        command.add(FleetChild.class.getName());
        command.addAll(List.of(arguments));
        return start(name, command);
    }

    private void caravan(String name, String subcommand, Map<String, String> own, String heap) throws IOException {
        Map<String, String> values = new TreeMap<>(settings);
        values.put(Key.SETTLE_QUIET_SECONDS.key(), "10");
        values.put(Key.STATE.key(), Demo.text(state(name)));
        values.put(Key.FLEET_BROKERS.key(), broker);
        values.put(Key.FLEET_TOPIC.key(), TOPIC);
        values.put(Key.FLEET_GROUP.key(), GROUP);
        values.put(Key.FLEET_NAME.key(), name);
        values.put(Key.FLEET_PARTITIONS.key(), Integer.toString(PARTITIONS));
        values.put(Key.FLEET_SESSION_MILLIS.key(), "6000");
        values.putAll(own);
        values.putAll(overrides);
        List<String> command = java(heap, "-cp", jar.toString());
        command.addAll(List.of(FleetChild.class.getName(), "dev.caravan.Caravan", subcommand));
        values.forEach((key, value) -> command.addAll(List.of("--set", key + "=" + value)));
        start(name, command);
    }

    private static List<String> java(String heap, String... options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(options));
        return command;
    }

    private Process start(String name, List<String> command) throws IOException {
        synchronized (processes) {
            if (isOver) {
                throw new IOException(name + " is not started: the demo was ended");
            }
            // Its input is a pipe that nothing is written to: it ends with this process.
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            processes.put(name, process);
            Threads.daemon(name + "-output", () -> keepOutput(process, output(name)))
                    .start();
            return process;
        }
    }

    private static void keepOutput(Process process, Path file) {
        try (InputStream said = process.getInputStream();
                OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            said.transferTo(out);
        } catch (IOException e) {
            // The demo ends, and its folder with it.
        }
    }

    private Path output(String name) {
        return folder.resolve("fleet").resolve(name + ".log");
    }

    private Path state(String name) {
        return folder.resolve("state").resolve(name);
    }

    private void await(String name, BooleanSupplier isUp) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!isUp.getAsBoolean()) {
            if (!processes.get(name).isAlive() || System.nanoTime() > deadline) {
                throw new IOException(name + " did not start: see " + output(name));
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
    }

    @Override
    public void halfway() throws Exception {
        refresh();
        Process victim = processes.get(VICTIM);
        beforeTheKill.put(VICTIM, numbers.getOrDefault(VICTIM, Numbers.NONE));
        numbers.remove(VICTIM);
        victim.destroyForcibly().waitFor();
        story.add(VICTIM + ", process " + victim.pid() + ", was killed (SIGKILL) with "
                + beforeTheKill.get(VICTIM).held() + " paths held, which were mover-1's to do from there on");
    }

    @Override
    public void changed() throws Exception {
        startMover(VICTIM);
        story.add(VICTIM + " was started again as process "
                + processes.get(VICTIM).pid());
    }

    private Optional<Numbers> ask(String name) {
        try {
            return processes.get(name).isAlive() ? watch.ask(state(name)) : Optional.empty();
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private void refresh() {
        for (String name : processes.keySet()) {
            if (!name.equals("broker")) {
                ask(name).ifPresent(found -> numbers.put(name, found));
            }
        }
    }

    @Override
    public Counters counters() {
        return new Counters(
                () -> {
                    refresh();
                    return numbers.entrySet().stream()
                            .filter(each -> processes.get(each.getKey()).isAlive())
                            .mapToLong(each -> each.getValue().held())
                            .sum();
                },
                () -> all().stream().mapToLong(Numbers::inFlight).sum(),
                () -> all().stream().mapToLong(Numbers::entries).sum(),
                () -> all().stream().mapToLong(Numbers::bytes).sum(),
                () -> 0,
                () -> 1000
                        * numbers.values().stream()
                                .mapToLong(Numbers::lagSeconds)
                                .max()
                                .orElse(0));
    }

    private Collection<Numbers> all() {
        List<Numbers> all = new ArrayList<>(numbers.values());
        all.addAll(beforeTheKill.values());
        return all;
    }

    /** True where the agents have read all, the walker has ended, nothing is held, and the group has committed the topic's ends. */
    @Override
    public boolean isDrained() {
        isWalked = hasWalked();
        if (!isWalked) {
            return false;
        }
        for (String name : List.of("agent-1", "agent-2", "mover-1", VICTIM)) {
            Optional<Numbers> found = ask(name);
            if (found.isEmpty() || found.get().logBytes() > 0 || found.get().held() > 0) {
                return false;
            }
        }
        return lag() == 0;
    }

    /** Whatever a mover has open by then: its gaps are healed by walks of its own. */
    private boolean hasWalked() {
        try {
            return !processes.get("walker").isAlive()
                    && Files.readString(output("walker")).contains("walked ");
        } catch (IOException e) {
            return false;
        }
    }

    private long lag() {
        Map<TopicPartition, Long> ends = ends();
        try {
            Map<TopicPartition, OffsetAndMetadata> done = admin.listConsumerGroupOffsets(GROUP)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return ends.entrySet().stream()
                    .mapToLong(end -> end.getValue()
                            - Optional.ofNullable(done.get(end.getKey()))
                                    .map(OffsetAndMetadata::offset)
                                    .orElse(0L))
                    .sum();
        } catch (ExecutionException e) {
            return Long.MAX_VALUE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Long.MAX_VALUE;
        }
    }

    private Map<TopicPartition, Long> ends() {
        Map<TopicPartition, OffsetSpec> asked = new LinkedHashMap<>();
        for (int i = 0; i < PARTITIONS; i++) {
            asked.put(new TopicPartition(TOPIC, i), OffsetSpec.latest());
        }
        Map<TopicPartition, Long> ends = new LinkedHashMap<>();
        try {
            admin.listOffsets(asked).all().get().forEach((partition, end) -> ends.put(partition, end.offset()));
        } catch (ExecutionException e) {
            asked.keySet().forEach(partition -> ends.put(partition, Long.MAX_VALUE / PARTITIONS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            asked.keySet().forEach(partition -> ends.put(partition, Long.MAX_VALUE / PARTITIONS));
        }
        return ends;
    }

    @Override
    public List<String> story() {
        return story;
    }

    @Override
    public void stop() throws Exception {
        boolean isAnswered = admin != null && processes.get("broker").isAlive();
        if (isAnswered) {
            refresh();
            long records = ends().values().stream().mapToLong(Long::longValue).sum();
            story.add(records + " records of 2 agents, in " + PARTITIONS + " partitions; committed: all but " + lag());
            numbers.forEach((name, found) -> {
                if (!name.startsWith("agent")) {
                    long before = beforeTheKill.getOrDefault(name, Numbers.NONE).entries();
                    story.add(name + " copied " + (before + found.entries()) + " entries"
                            + (before > 0 ? ", " + before + " of them before it was killed" : ""));
                }
            });
        }
        if (admin != null) {
            admin.close(isAnswered ? STOP : Duration.ZERO);
        }
        // The broker last: the others end in order.
        List<String> names = new ArrayList<>(processes.keySet());
        names.remove("broker");
        names.forEach(name -> processes.get(name).destroy());
        try {
            for (String name : names) {
                processes.get(name).waitFor(STOP.toSeconds(), TimeUnit.SECONDS);
            }
        } finally {
            killAll();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The hook runs.
        }
    }

    private void killAll() {
        synchronized (processes) {
            isOver = true;
            processes
                    .values()
                    .forEach(process -> process.destroyForcibly().onExit().join());
        }
    }
}
