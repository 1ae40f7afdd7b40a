package dev.caravan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.CaravanProcess.Ending;
import dev.caravan.testing.FakeClientLog;
import dev.caravan.testing.KafkaBroker;
import dev.caravan.testing.RsyncOracle;
import dev.caravan.testing.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two agents, of which one follows a further host's log too, and two movers that know of them and of each other, with a real
 * broker between them.
 *
 * <p>How it could lose: an agent dies between a name that it has looked up and the hints before it; an earlier process of an
 * agent is believed to live; a cut-over counts what a dead agent has not told, or leaves what a dead mover has not done.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class AgentsIT {
    private static final Duration BOUND = Duration.ofSeconds(60);

    private final Queue<CaravanProcess> started = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    private KafkaBroker broker;
    private Path source;
    private Path target;
    private Clients clients;

    @BeforeEach
    void makeRoots() throws IOException, InterruptedException {
        Tools.require("rsync");
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        broker = KafkaBroker.start(folder.resolve("broker"));
        clients = new Clients();
    }

    @AfterEach
    void endAll() {
        started.forEach(CaravanProcess::close);
        clients.close();
        broker.close();
    }

    /** The clients of three hosts: what an agent is asked to look up there comes into its log. */
    private final class Clients implements AutoCloseable {
        final Map<String, FakeClientLog> logs = new HashMap<>();
        final Set<String> up = ConcurrentHashMap.newKeySet();
        private volatile boolean isOver;
        private final Thread thread = new Thread(this::answer, "clients");

        Clients() throws IOException {
            for (String host : List.of("web1", "web2", "web3")) {
                Path home = Files.createDirectory(folder.resolve(host));
                logs.put(host, new FakeClientLog(home.resolve("Client.log"), source));
                up.add(host);
            }
        }

        void write(String host, String name) throws IOException {
            Files.writeString(source.resolve(name), name);
            synchronized (this) {
                logs.get(host).lookup(source, name);
            }
        }

        private void answer() {
            TopicPartition control = new TopicPartition("hints-control", 0);
            try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                    Map.of("bootstrap.servers", broker.address()),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                consumer.assign(Set.of(control));
                consumer.seekToBeginning(Set.of(control));
                while (!isOver) {
                    for (ConsumerRecord<byte[], byte[]> each : consumer.poll(Duration.ofMillis(100))) {
                        look(new String(each.key(), ISO_8859_1), new String(each.value(), ISO_8859_1));
                    }
                }
            }
        }

        private synchronized void look(String host, String question) {
            if (up.contains(host)) {
                try {
                    logs.get(host).lookup(source, question.substring(question.indexOf('\n') + 1));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }

        @Override
        public void close() {
            isOver = true;
        }
    }

    @Test
    void whoeverIsKilledIsMissedAndBarsTheSwitch() throws Exception {
        CompletableFuture<CaravanProcess> first = CompletableFuture.supplyAsync(() -> agent("web1"));
        CompletableFuture<CaravanProcess> second = CompletableFuture.supplyAsync(() -> agent("web2"));
        CaravanProcess mover = mover("mover");
        clients.thread.start();
        CaravanProcess web1 = first.join();
        CaravanProcess web2 = second.join();
        CompletableFuture<CaravanProcess> another = CompletableFuture.supplyAsync(() -> mover("mover2"));
        awaitLogs(mover, "web1: alive, 0 B behind, tells what is looked up");
        awaitLogs(mover, "web2: alive, 0 B behind, tells what is looked up");
        clients.write("web1", "of one");
        clients.write("web2", "of two");
        clients.write("web3", "of three");
        await().atMost(BOUND)
                .until(() ->
                        Stream.of("of one", "of two", "of three").allMatch(name -> Files.exists(target.resolve(name))));
        awaitLogs(mover, "web3: alive, 0 B behind, tells what is looked up");

        awaitMovers(mover, "mover2: alive, 2 partitions");
        another.join().kill();
        web2.kill();
        clients.up.remove("web2");
        clients.write("web2", "while nobody listens");
        awaitLogs(mover, "web2: is silent since");
        mover.awaitAttribute("OpenGaps", Long.class, gaps -> gaps > 0, BOUND);
        assertThat(mover.output()).contains("client-log-web2: is silent");
        awaitMovers(mover, "mover2: is silent since");
        CompletableFuture<Ending> listed = CompletableFuture.supplyAsync(() -> command("agents"));
        CompletableFuture<Ending> early = CompletableFuture.supplyAsync(() -> command("cutover", "--trust-log"));
        assertThat(command("status").out())
                .contains("web1: alive", "web2: is silent since", "mover2: is silent", "caravan movers forget mover2");
        assertThat(listed.join().status()).as(listed.join().toString()).isEqualTo(1);
        assertThat(listed.join().out()).contains("web1: alive, 0 B behind", "web2: is silent since");
        assertThat(early.join().status()).as(early.join().toString()).isEqualTo(1);
        assertThat(early.join().out())
                .contains(
                        "agent web2: is silent",
                        "caravan agents forget web2",
                        "mover mover2: is silent",
                        "caravan movers forget mover2");
        CompletableFuture<Ending> doctor = CompletableFuture.supplyAsync(() -> command("doctor"));
        Ending table = command("movers");
        assertThat(table.status()).as(table.toString()).isEqualTo(1);
        assertThat(table.out()).containsPattern("mover +alive").containsPattern("mover2 +silent");
        assertThat(mover.output()).contains("mover mover2: is silent since");
        assertThat(doctor.join().out())
                .containsPattern("ok +brokers +" + broker.address() + " answer in .* ms: 1 broker, Kafka 3.9")
                .containsPattern("ok +hints topic +hints: 4 partitions, 1 replica, min.insync.replicas 1, kept for 7 d")
                .containsPattern("warn +hints topic +hints has one replica")
                .containsPattern("warn +agents +web2: is silent")
                .containsPattern("warn +movers +mover2: is silent")
                .containsPattern("ok +movers +mover lives");
        CompletableFuture<Ending> refused = CompletableFuture.supplyAsync(() -> command("movers", "forget", "mover"));
        Ending forgotten = command("movers", "forget", "mover2");
        assertThat(forgotten.status()).as(forgotten.toString()).isZero();
        assertThat(refused.join().status()).as(refused.join().toString()).isEqualTo(1);
        assertThat(refused.join().err()).contains("mover mover: is alive");
        await().atMost(BOUND).until(() -> mover.output().contains("client-log-fleet from"));
        assertThat(mover.output()).contains("mover mover2: is forgotten", "it was forgotten; a walk heals it");

        clients.up.add("web2");
        web2 = agent("web2");
        awaitLogs(mover, "web2: alive, 0 B behind, tells what is looked up");
        await().atMost(BOUND).until(() -> Files.exists(target.resolve("while nobody listens")));
        mover.awaitAttribute("OpenGaps", Long.class, gaps -> gaps == 0, BOUND);
        Ending verified = command("verify");
        assertThat(verified.status()).as(verified.toString()).isZero();

        clients.write("web1", "the last of one");
        clients.write("web2", "the last of two");
        Ending done = command("cutover", "--frozen", "--trust-log", "--prove-seconds", "1");
        assertThat(done.status()).as(done + mover.output()).isZero();
        assertThat(target.resolve("the last of two")).hasContent("the last of two");
        assertThat(RsyncOracle.differences(source, target, List.of())).isEmpty();
        assertThat(evidence()).contains("client-log-web1", "client-log-web2", "client-log-web3");
        web2.stop();
        Ending left = command("agents", "forget", "web2");
        assertThat(left.status()).as(left.toString()).isZero();
        mover.awaitAttribute("Logs", String.class, text -> !text.contains("web2"), BOUND);
        for (CaravanProcess each : List.of(mover, web1)) {
            each.stop();
        }
    }

    private String evidence() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("state-mover"))) {
            Path page = files.filter(file -> file.getFileName().toString().matches("cutover-2[0-9TZ]*\\.txt"))
                    .findFirst()
                    .orElseThrow();
            return Files.readString(page);
        }
    }

    private static void awaitLogs(CaravanProcess mover, String expected) {
        mover.awaitAttribute("Logs", String.class, text -> text.contains(expected), BOUND);
    }

    private static void awaitMovers(CaravanProcess mover, String expected) {
        await().atMost(BOUND)
                .until(() -> Stream.of((Object[]) mover.attribute("FleetMovers"))
                        .anyMatch(line -> line.toString().startsWith(expected)));
    }

    private Map<String, String> settings(String name) {
        Map<String, String> settings = new HashMap<>(clients.logs.get("web1").settings());
        settings.put("caravan.source", source.toString());
        settings.put("caravan.target", target.toString());
        settings.put("caravan.state", folder.resolve("state-" + name).toString());
        settings.put("caravan.settle.quiet-seconds", "4");
        settings.put("caravan.settle.heartbeat-millis", "1000");
        settings.put("caravan.walk.heal-seconds", "1");
        settings.put("caravan.fleet.brokers", broker.address());
        settings.put("caravan.fleet.session-millis", "2000");
        settings.put("caravan.fleet.partitions", "4");
        settings.put("caravan.fleet.name", name);
        return settings;
    }

    private CaravanProcess agent(String host) {
        Map<String, String> settings = settings(host);
        settings.putAll(clients.logs.get(host).settings());
        if (host.equals("web1")) {
            settings.put("caravan.feeds", "web3");
            settings.put(
                    "caravan.feed.web3.path",
                    clients.logs.get("web3").settings().get("caravan.tail.path"));
            // What is asked for is looked up by the clients of this test.
            settings.put("caravan.feed.web3.beat", "true {}");
        }
        try {
            return start("agent", settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CaravanProcess mover(String name) {
        try {
            return start("mover", settings(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CaravanProcess start(String command, Map<String, String> settings) throws IOException {
        CaravanProcess process = CaravanProcess.runCommand(command, folder, settings);
        started.add(process);
        return process;
    }

    /** A command that is given where the mover runs. */
    private Ending command(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        settings("mover").forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        try {
            return CaravanProcess.execute(folder, arguments);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
