package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.FakeClientLog;
import dev.caravan.testing.KafkaBroker;
import dev.caravan.testing.RsyncOracle;
import dev.caravan.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent and movers with a real broker between them.
 *
 * <p>How it could lose: a record is committed that is only held; a mover that was stopped writes what it had in hand over what
 * the others wrote meanwhile; a hint for a path that is held under a lost term is dropped with it; an agent's mark passes what
 * no broker has; a mover that waits for room is taken for dead.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class FleetIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final int DIRECTORIES = 12;
    private static final int PARTITIONS = 16;

    private final Random random = new Random();

    private final Queue<CaravanProcess> started = new ConcurrentLinkedQueue<>();

    /** Of this test alone, on the one broker of all. */
    private final String topic = "hints-" + Integer.toHexString(random.nextInt());

    @TempDir
    private Path folder;

    /** Kafka's own properties: how soon a client gives up. */
    private Path impatient;

    private Path source;
    private Path target;
    private FakeClientLog log;
    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker(@TempDir Path folder) throws IOException, InterruptedException {
        broker = KafkaBroker.start(folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void makeRoots() throws IOException {
        Tools.require("rsync");
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        for (int i = 0; i < DIRECTORIES; i++) {
            Files.createDirectory(directory(i));
            Files.createDirectory(target.resolve("d" + i));
        }
        impatient = Files.writeString(
                folder.resolve("kafka.properties"),
                "delivery.timeout.ms=4000\nrequest.timeout.ms=3000\nmax.block.ms=4000\ndefault.api.timeout.ms=4000\n");
        log = new FakeClientLog(folder.resolve("Client.log"), source);
    }

    @AfterEach
    void endAll() {
        started.forEach(CaravanProcess::close);
    }

    @Test
    void endsEqualWhateverIsKilledMeanwhile() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        List<CaravanProcess> all = together(List.of(this::agent, () -> mover("one"), () -> mover("two")));
        CaravanProcess one = all.get(1);
        CaravanProcess two = all.get(2);
        log.awaitFollowed(all.get(0));
        awaitShared(one, two);
        CompletableFuture<Void> changes = CompletableFuture.runAsync(() -> changeUntil(isOver));
        one.awaitAttribute("CopiedEntries", Long.class, copied -> copied > 10, BOUND);
        two.awaitAttribute("CopiedEntries", Long.class, copied -> copied > 10, BOUND);
        one.kill();
        all.get(0).kill();
        CaravanProcess agent = agent();
        broker.kill();
        agent.awaitAttribute("Logs", String.class, text -> text.contains("the brokers do not answer"), BOUND);
        broker.start();
        CaravanProcess again = mover("one");
        agent.awaitAttribute("Logs", String.class, text -> text.contains("the brokers answer"), BOUND);
        isOver.set(true);
        changes.join();

        awaitEqual();

        assertThat(agent.output()).containsOnlyOnce("do not answer").containsOnlyOnce("answer again");
        for (CaravanProcess each : List.of(again, two, agent)) {
            each.stop();
        }
        assertNothingIsLeft();
    }

    /** A mover has slow copies in hand when another one joins, and again when it is stopped for longer than a session. */
    @Test
    void nothingOlderIsPutOverSomethingNewerByAMoverThatLostIt() throws Exception {
        List<CaravanProcess> both = together(
                List.of(this::agent, () -> mover("slow", Map.of("caravan.copy.bandwidth-bytes-per-second", "500000"))));
        CaravanProcess slow = both.get(1);
        log.awaitFollowed(both.get(0));
        awaitShared(slow);
        Versions versions = new Versions(8);
        versions.writeNext();
        slow.awaitAttribute("InFlightCopies", Long.class, copies -> copies > 0, BOUND);
        versions.writeNext();
        CaravanProcess other = mover("other");
        awaitShared(slow, other);
        versions.awaitCopied();

        versions.writeNext();
        slow.awaitAttribute("InFlightCopies", Long.class, copies -> copies > 0, BOUND);
        signal(slow, "STOP");
        versions.writeNext();
        awaitShared(other);
        versions.awaitCopied();
        signal(slow, "CONT");
        awaitShared(slow, other);
        awaitEqual();

        // What it had in hand when it was stopped is dropped, and not just found equal.
        assertThat(meter(slow, "caravan.settle.lost")).isPositive();
        assertThat(versions.faults).isEmpty();
        for (CaravanProcess each : List.of(other, slow, both.get(0))) {
            each.stop();
        }
        assertNothingIsLeft();
    }

    /**
     * A mover that dies has directories in hand, and has perhaps handed on some of what it found in them; the other one goes on
     * with these.
     */
    @Test
    void aWalkIsSharedAndGoesOnWhereAMoverDies() throws Exception {
        int directories = makeTree();
        List<CaravanProcess> both = together(List.of(
                () -> mover("one", Map.of("caravan.copy.bandwidth-bytes-per-second", "300000")),
                () -> mover("two", Map.of("caravan.copy.bandwidth-bytes-per-second", "300000"))));
        CaravanProcess one = both.get(0);
        CaravanProcess two = both.get(1);
        awaitShared(one, two);
        CompletableFuture<CaravanProcess.Ending> walked = CompletableFuture.supplyAsync(this::walker);
        for (CaravanProcess each : both) {
            each.awaitAttribute("CopiedEntries", Long.class, copied -> copied > directories / 10, BOUND);
        }
        one.kill();
        CaravanProcess.Ending first = walked.join();
        assertThat(first.out()).as(first.toString()).contains("one: is silent", "caravan movers forget one");
        assertThat(first.status()).isEqualTo(1);
        assertThat(RsyncOracle.differences(source, target, List.of())).isEmpty();

        one = mover("one");
        awaitShared(one, two);
        Files.createDirectories(source.resolve("late/a/b"));
        Files.writeString(source.resolve("late/a/b/c"), "c");
        // The one that was killed may have a gap by now, which is told.
        CaravanProcess.Ending second = walker();
        assertThat(second.out()).startsWith("walked ");
        assertThat(RsyncOracle.differences(source, target, List.of())).isEmpty();
        one.stop();
        two.stop();
        assertNothingIsLeft();
    }

    /** Returns the number of directories, the root among them. */
    private int makeTree() throws IOException {
        int directories = 1 + DIRECTORIES;
        for (int i = 0; i < DIRECTORIES; i++) {
            for (int j = 0; j < 10; j++) {
                Path deep = Files.createDirectories(directory(i).resolve("e" + j + "/with spaces/$(f)"));
                directories += 3;
                for (int k = 0; k < 3; k++) {
                    byte[] data = new byte[random.nextInt(20_000)];
                    random.nextBytes(data);
                    Files.write(deep.getParent().resolve("f" + k), data);
                }
            }
        }
        return directories;
    }

    private CaravanProcess.Ending walker() {
        List<String> arguments = new ArrayList<>(List.of("walker"));
        settings("walker").forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        try {
            return CaravanProcess.execute(folder, arguments);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Starts processes at the same time: each start is mostly the JVM's own. */
    private static List<CaravanProcess> together(List<Callable<CaravanProcess>> starts) {
        List<CompletableFuture<CaravanProcess>> all = starts.stream()
                .map(start -> CompletableFuture.supplyAsync(() -> {
                    try {
                        return start.call();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }))
                .toList();
        return all.stream().map(CompletableFuture::join).toList();
    }

    private static double meter(CaravanProcess caravan, String name) throws IOException, JMException {
        TabularData meters = (TabularData) caravan.attribute("Meters");
        return (Double) meters.get(new Object[] {name}).get("value");
    }

    private static void signal(CaravanProcess process, String signal) throws IOException, InterruptedException {
        Tools.run("kill", "-" + signal, String.valueOf(process.pid()));
    }

    /** A file in each of some directories that gets one version after the other, whose bytes are all its number. */
    private final class Versions {
        private static final int BYTES = 300_000;

        private final int files;
        private final int[] seen;
        private final List<String> faults = new ArrayList<>();
        private int version;

        Versions(int files) {
            this.files = files;
            seen = new int[files];
        }

        void writeNext() throws IOException {
            version++;
            for (int i = 0; i < files; i++) {
                byte[] data = new byte[BYTES + version];
                Arrays.fill(data, (byte) version);
                Files.write(directory(i).resolve("versions"), data);
                log.lookup(directory(i), "versions");
            }
        }

        /** Returns once the target has this version of all, having watched what came there. */
        void awaitCopied() {
            await().atMost(BOUND).pollInterval(Duration.ofMillis(50)).until(() -> {
                for (int i = 0; i < files; i++) {
                    look(i);
                }
                return Arrays.stream(seen).allMatch(each -> each == version);
            });
        }

        private void look(int number) throws IOException {
            Path file = target.resolve("d" + number).resolve("versions");
            if (!Files.exists(file)) {
                return;
            }
            byte[] data = Files.readAllBytes(file);
            int found = data[0];
            if (found < seen[number] || data.length != BYTES + found || data[data.length - 1] != found) {
                faults.add("d" + number + ": " + found + " of " + data.length + " bytes after " + seen[number]);
            }
            seen[number] = found;
        }
    }

    private void changeUntil(AtomicBoolean isOver) {
        try {
            while (!isOver.get()) {
                change();
                Thread.sleep(20);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path directory(int number) {
        return source.resolve("d" + number);
    }

    /** Makes, changes or removes a file, which the log then names. */
    private void change() throws IOException {
        Path directory = directory(random.nextInt(DIRECTORIES));
        Path file = directory.resolve("f" + random.nextInt(20));
        if (random.nextInt(6) == 0) {
            Files.deleteIfExists(file);
        } else {
            byte[] data = new byte[random.nextInt(20_000)];
            random.nextBytes(data);
            Files.write(file, data);
        }
        log.lookup(directory, file.getFileName().toString());
    }

    private Map<String, String> settings(String name) {
        Map<String, String> settings = new HashMap<>(log.settings());
        settings.put("caravan.source", source.toString());
        settings.put("caravan.state", folder.resolve("state-" + name).toString());
        settings.put("caravan.settle.quiet-seconds", "5");
        settings.put("caravan.fleet.brokers", broker.address());
        settings.put("caravan.fleet.session-millis", "3000");
        settings.put("caravan.fleet.topic", topic);
        settings.put("caravan.fleet.group", topic + "-movers");
        settings.put("caravan.fleet.partitions", String.valueOf(PARTITIONS));
        settings.put("caravan.fleet.name", name);
        settings.put("caravan.fleet.properties", impatient.toString());
        return settings;
    }

    /** It has no target. */
    private CaravanProcess agent() throws IOException {
        return started("agent", settings("agent"));
    }

    private CaravanProcess mover(String name) throws IOException {
        return mover(name, Map.of());
    }

    private CaravanProcess mover(String name, Map<String, String> more) throws IOException {
        Map<String, String> settings = settings(name);
        settings.putAll(more);
        settings.put("caravan.target", target.toString());
        return started("mover", settings);
    }

    private CaravanProcess started(String command, Map<String, String> settings) throws IOException {
        CaravanProcess process = CaravanProcess.runCommand(command, folder, settings);
        started.add(process);
        return process;
    }

    private void awaitShared(CaravanProcess... movers) {
        for (CaravanProcess mover : movers) {
            mover.awaitAttribute(
                    "Logs",
                    String.class,
                    text -> text.startsWith(topic + ": " + PARTITIONS / movers.length + " partitions"),
                    BOUND);
        }
    }

    private void awaitEqual() {
        await().atMost(BOUND).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            assertThat(broker.lag(topic + "-movers", topic)).isZero();
            assertThat(RsyncOracle.differences(source, target, List.of())).isEmpty();
        });
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> entries = Files.walk(target)) {
            assertThat(entries.filter(entry -> entry.getFileName().toString().matches("\\.caravan\\..*\\.tmp")))
                    .isEmpty();
        }
    }
}
