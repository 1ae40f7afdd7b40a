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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
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

    private final Random random = new Random();

    @TempDir
    private Path folder;

    private Path source;
    private Path target;
    private FakeClientLog log;
    private KafkaBroker broker;

    @BeforeEach
    void startBroker() throws IOException, InterruptedException {
        Tools.require("rsync");
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        for (int i = 0; i < DIRECTORIES; i++) {
            Files.createDirectory(directory(i));
            Files.createDirectory(target.resolve("d" + i));
        }
        log = new FakeClientLog(folder.resolve("Client.log"), source);
        broker = KafkaBroker.start(folder.resolve("broker"));
    }

    @AfterEach
    void stopBroker() {
        broker.close();
    }

    @Test
    void whatTheLogNamesIsDoneOnceByAnyOfTheMoversThatAreThere() throws Exception {
        try (CaravanProcess agent = agent();
                CaravanProcess one = mover("one");
                CaravanProcess two = mover("two")) {
            log.awaitFollowed(agent);
            awaitShared(one, two);
            for (int i = 0; i < 100; i++) {
                change();
            }
            awaitEqual();
            assertThat((Long) one.attribute("CopiedEntries")).isPositive();
            assertThat((Long) two.attribute("CopiedEntries")).isPositive();
            two.stop();
            one.stop();
            agent.stop();
        }
        assertNothingIsLeft();
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
        settings.put("caravan.settle.quiet-seconds", "10");
        settings.put("caravan.fleet.brokers", broker.address());
        settings.put("caravan.fleet.session-millis", "6000");
        settings.put("caravan.fleet.partitions", "16");
        settings.put("caravan.fleet.name", name);
        return settings;
    }

    /** It has no target. */
    private CaravanProcess agent() throws IOException {
        return CaravanProcess.runCommand("agent", folder, settings("agent"));
    }

    private CaravanProcess mover(String name) throws IOException {
        Map<String, String> settings = settings(name);
        settings.put("caravan.target", target.toString());
        return CaravanProcess.runCommand("mover", folder, settings);
    }

    private static void awaitShared(CaravanProcess... movers) {
        for (CaravanProcess mover : movers) {
            mover.awaitAttribute(
                    "Logs",
                    String.class,
                    text -> text.startsWith("hints: " + 16 / movers.length + " partitions"),
                    BOUND);
        }
    }

    private void awaitEqual() {
        await().atMost(BOUND).pollInterval(Duration.ofSeconds(1)).untilAsserted(() -> {
            assertThat(broker.lag("movers", "hints")).isZero();
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
