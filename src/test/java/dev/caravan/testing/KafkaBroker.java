package dev.caravan.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** A real Kafka broker, in a process of its own on loopback, from the jars on the class path of the tests. */
public final class KafkaBroker implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);

    private final Path folder;
    private final int port;
    private final Thread atExit = new Thread(this::kill, "broker-tear-down");
    private Process process;

    private KafkaBroker(Path folder, int port) {
        this.folder = folder;
        this.port = port;
    }

    /** Formats a broker's data in this folder, and starts it. */
    public static KafkaBroker start(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        int[] ports = freePorts();
        KafkaBroker broker = new KafkaBroker(folder, ports[0]);
        Files.writeString(
                folder.resolve("server.properties"), """
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
                transaction.state.log.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                group.initial.rebalance.delay.ms=0
                group.min.session.timeout.ms=1000
                auto.create.topics.enable=false
                log.cleaner.dedupe.buffer.size=4194304
                num.network.threads=2
                num.io.threads=2
                background.threads=2
                """.formatted(ports[0], ports[1], folder.resolve("data")));
        List<String> format = broker.java("kafka.tools.StorageTool");
        format.addAll(List.of(
                "format",
                "-t",
                Uuid.randomUuid().toString(),
                "-c",
                folder.resolve("server.properties").toString()));
        Process formatting = broker.process(format, "format.log").start();
        if (formatting.waitFor() != 0) {
            throw new IOException(Files.readString(folder.resolve("format.log")));
        }
        Runtime.getRuntime().addShutdownHook(broker.atExit);
        broker.start();
        return broker;
    }

    private static int[] freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        }
    }

    private List<String> java(String main) throws IOException {
        Path logback = folder.resolve("logback.xml");
        Files.writeString(logback, """
                <configuration><appender name="out" class="ch.qos.logback.core.ConsoleAppender">
                <encoder><pattern>%d %-5level %logger{1} %msg%n</pattern></encoder></appender>
                <root level="WARN"><appender-ref ref="out"/></root></configuration>
                """);
        return new ArrayList<>(List.of(
                CaravanProcess.java(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=" + logback,
                "-cp",
                System.getProperty("java.class.path"),
                main));
    }

    private ProcessBuilder process(List<String> command, String log) {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()));
    }

    /** Starts it again on the same data and port. */
    public void start() throws IOException {
        List<String> command = java("kafka.Kafka");
        command.add(folder.resolve("server.properties").toString());
        process = process(command, "broker.log").start();
        await("the broker listens").atMost(START).until(this::isListening);
    }

    private boolean isListening() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException(Files.readString(folder.resolve("broker.log")));
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What a client is told. */
    public String address() {
        return "127.0.0.1:" + port;
    }

    /** Ends it as a crash does. */
    public void kill() {
        if (process != null) {
            process.destroyForcibly().onExit().join();
        }
    }

    /** How many records of the topic the group has not done. */
    public long lag(String group, String topic) throws ExecutionException, InterruptedException {
        Properties properties = new Properties();
        properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, address());
        try (Admin admin = Admin.create(properties)) {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            int partitions = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
            long lag = 0;
            for (int i = 0; i < partitions; i++) {
                TopicPartition partition = new TopicPartition(topic, i);
                ListOffsetsResult ends = admin.listOffsets(Map.of(partition, OffsetSpec.latest()));
                OffsetAndMetadata done = committed.get(partition);
                lag += ends.partitionResult(partition).get().offset() - (done == null ? 0 : done.offset());
            }
            return lag;
        }
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(atExit);
    }
}
