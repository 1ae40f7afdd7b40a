package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.CaravanProcess.Ending;
import dev.caravan.testing.FakeClientLog;
import dev.caravan.testing.Mutations;
import dev.caravan.testing.RsyncOracle;
import dev.caravan.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several Caravans beside each other on one target, each with a state of its own. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class MoversIT {
    private static final Duration BOUND = Duration.ofSeconds(60);
    private static final long SEED = new Random().nextLong();

    @TempDir
    private Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void makeRoots() throws IOException {
        Tools.require("rsync");
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
    }

    @Test
    void endEqualAfterOneWasKilledWhileTheTreeChanged() throws Exception {
        populate(source, 30, 50);
        // Each change of attributes asks for those of everything.
        Path changing = Files.createDirectory(source.resolve("changing"));
        populate(changing, 8, 6);
        Mutations mutations = new Mutations(changing, SEED);
        List<String> done = new ArrayList<>();
        Map<String, String> slowly = settings("killed");
        slowly.put("caravan.copy.bandwidth-bytes-per-second", "200000");
        List<Process> backfills = new ArrayList<>();
        try (CaravanProcess killed = CaravanProcess.run(folder, slowly)) {
            killed.awaitAttribute("InFlightCopies", Long.class, copies -> copies > 0, BOUND);
            backfills.add(backfill("one"));
            backfills.add(backfill("two"));
            await().atMost(BOUND).until(() -> leases().size() == 3);
            done.addAll(mutations.ofAll(10));
            assertThat((Long) killed.attribute("InFlightCopies")).isPositive();
            killed.kill();
            assertThat(temporaryEntries()).as("what the killed one had in hand").isNotEmpty();
            done.addAll(mutations.ofAll(40));
            for (Process backfill : backfills) {
                assertThat(backfill.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
            }
        } finally {
            backfills.forEach(Process::destroyForcibly);
        }

        Ending last = CaravanProcess.execute(folder, arguments(settings("last")));

        assertThat(last.status()).as(last.toString()).isZero();
        assertThat(RsyncOracle.differences(source, target, List.of()))
                .as(() -> "seed " + SEED + ": " + done)
                .isEmpty();
        assertThat(leases()).isEmpty();
        assertThat(temporaryEntries()).isEmpty();
    }

    @Test
    void knowEachOtherAndAFollowerLeavesTheWalkToTheBackfill() throws Exception {
        Files.writeString(source.resolve("before"), "before");
        Map<String, String> following = settings("follower");
        FakeClientLog log = new FakeClientLog(folder.resolve("Client.log"), source);
        following.putAll(log.settings());
        List<String> program =
                List.of(CaravanProcess.java(), "-jar", System.getProperty("caravan.jar"), "--follow-only");
        try (CaravanProcess follower = CaravanProcess.runProgram(program, folder, following)) {
            log.awaitFollowed(follower);
            Files.writeString(source.resolve("logged"), "logged");
            log.lookup(source, "logged");
            await().atMost(BOUND).until(() -> Files.exists(target.resolve("logged")));
            // A walk at the start would have come to it before.
            assertThat(target.resolve("before")).doesNotExist();
            assertThat((Object[]) follower.attribute("OtherMovers")).isEmpty();

            try (CaravanProcess other = CaravanProcess.run(folder, settings("other"))) {
                assertThat((Object[]) other.attribute("OtherMovers"))
                        .singleElement()
                        .asString()
                        .startsWith("run, process ");
                await().atMost(BOUND).until(() -> Files.exists(target.resolve("before")));
                other.stop();
            }
            follower.stop();
        }
        assertThat(leases()).isEmpty();
    }

    private static void populate(Path root, int directories, int files) throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < directories; i++) {
            Path directory = Files.createDirectories(root.resolve("d" + i % 7 + "/e" + i));
            for (int j = 0; j < files; j++) {
                byte[] data = new byte[random.nextInt(20_000)];
                random.nextBytes(data);
                Files.write(directory.resolve("f" + j), data);
            }
        }
    }

    private Map<String, String> settings(String state) {
        Map<String, String> settings = new HashMap<>();
        settings.put("caravan.source", source.toString());
        settings.put("caravan.target", target.toString());
        settings.put("caravan.state", folder.resolve("state-" + state).toString());
        settings.put("caravan.settle.quiet-seconds", "1");
        return settings;
    }

    private static List<String> arguments(Map<String, String> settings) {
        List<String> arguments = new ArrayList<>(List.of("backfill"));
        settings.forEach((key, value) -> arguments.add("--set=" + key + "=" + value));
        return arguments;
    }

    private Process backfill(String state) throws IOException {
        return CaravanProcess.command(arguments(settings(state)))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(state + ".log").toFile())
                .start();
    }

    private List<Path> leases() throws IOException {
        try (Stream<Path> leases = Files.list(target.resolve(".caravan/movers"))) {
            return leases.toList();
        }
    }

    private List<Path> temporaryEntries() throws IOException {
        try (Stream<Path> entries = Files.walk(target)) {
            return entries.filter(entry -> entry.getFileName().toString().matches("\\.caravan\\..*\\.tmp"))
                    .filter(entry -> !entry.startsWith(target.resolve(".caravan")))
                    .toList();
        }
    }
}
