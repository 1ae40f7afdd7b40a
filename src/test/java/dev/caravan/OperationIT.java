package dev.caravan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.entry.FileNames;
import dev.caravan.moosefs.Trees;
import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.CaravanProcess.Ending;
import dev.caravan.testing.FakeClientLog;
import dev.caravan.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of an operator's day, each the jar in a process of its own. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class OperationIT {
    private static final Duration BOUND = Duration.ofSeconds(40);

    @TempDir
    private Path folder;

    private Path source;
    private Path target;
    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void makeTrees() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        settings.put("caravan.source", source.toString());
        settings.put("caravan.target", target.toString());
        settings.put("caravan.state", folder.resolve("state").toString());
        settings.put("caravan.settle.quiet-seconds", "1");
        settings.put("caravan.failures.redelivery-delay-millis", "10");
    }

    @Test
    void whereNoneIsRunningTheyEndWithThree() throws Exception {
        for (List<String> command : List.of(
                List.of("status"),
                List.of("status", "--json"),
                List.of("pause"),
                List.of("resume"),
                List.of("retry"),
                List.of("rescan", "."))) {
            assertNoneIsRunning(run(command));
        }
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            caravan.kill();
        }
        assertThat(folder.resolve("state/lock")).isNotEmptyFile();
        assertNoneIsRunning(run(List.of("status")));
    }

    private void assertNoneIsRunning(Ending ending) {
        assertThat(ending.status()).as(ending.toString()).isEqualTo(3);
        assertThat(ending.out()).isEmpty();
        assertThat(ending.err())
                .startsWith("caravan: no caravan is running with the state folder ")
                .hasLineCount(1);
    }

    @Test
    void statusPauseAndResumeSpeakToTheOneThatRuns() throws Exception {
        Files.write(source.resolve("f"), new byte[3000]);
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            caravan.awaitAttribute("CopiedBytes", Long.class, bytes -> bytes == 3000, BOUND);
            caravan.awaitDrained(BOUND);

            assertThat(good("status"))
                    .contains(source + " to " + target)
                    .containsPattern("(?m)^  state +following$")
                    .containsPattern("(?m)^  copied +[0-9]+ entr.* 2.9 KiB$")
                    .containsPattern("(?m)^  failed +0 paths$");
            assertThat(good("pause")).startsWith("paused");
            assertThat(caravan.attribute("State")).isEqualTo("PAUSED");
            JsonNode status = new ObjectMapper().readTree(good("status", "--json"));
            assertThat(status.get("state").asText()).isEqualTo("PAUSED");
            assertThat(status.get("copiedBytes").asLong()).isEqualTo(3000);
            assertThat(status.get("logLagBytes").isNull()).isTrue();
            assertThat(status.get("pid").asLong()).isPositive();
            assertThat(good("resume")).startsWith("resumed");
            assertThat(caravan.attribute("State")).isEqualTo("FOLLOWING");
            caravan.stop();
        }
    }

    @Test
    void rescanFindsWhatNobodyNamed() throws Exception {
        settings.put("caravan.walk.enabled", "false");
        String odd = "\u00ff \n%41'";
        Files.createDirectories(source.resolve("d/e"));
        Files.writeString(source.resolve("d/e/f"), "f");
        Files.writeString(source.resolve("d/e/g"), "g");
        Files.writeString(source.resolve(FileNames.toPath(odd)), "odd");
        Files.writeString(source.resolve("other"), "other");
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            List<Object> command = new ArrayList<>(List.of("LC_ALL=C", CaravanProcess.java(), "-jar"));
            command.addAll(List.of(System.getProperty("caravan.jar"), "rescan", odd, source.resolve("d/e")));
            command.addAll(options());
            assertThat(Tools.run(command.toArray())).contains("\\xff \\x0a%41': asked for", "d/e: asked for");

            await().atMost(BOUND).untilAsserted(() -> {
                assertThat(target.resolve(FileNames.toPath(odd))).hasContent("odd");
                assertThat(target.resolve("d/e/f")).hasContent("f");
                assertThat(target.resolve("d/e/g")).hasContent("g");
            });
            caravan.awaitDrained(BOUND);
            assertThat(target.resolve("other")).doesNotExist();

            Files.delete(source.resolve("d/e/f"));
            assertThat(good("rescan", "d/e/f")).isEqualTo("d/e/f: asked for\n");
            await().atMost(BOUND).until(() -> Files.notExists(target.resolve("d/e/f")));
            good("rescan", ".");
            await().atMost(BOUND).until(() -> Files.exists(target.resolve("other")));
            caravan.awaitDrained(BOUND);
            caravan.stop();
        }
        Trees.assertEqual(source, target);
    }

    @Test
    void retryDoesNotWaitForTheTimeOfAFailure() throws Exception {
        settings.put("caravan.walk.enabled", "false");
        settings.put("caravan.failures.check-millis", "200");
        Files.writeString(source.resolve("f"), "f");
        Files.createDirectory(folder.resolve("state"));
        Files.writeString(
                folder.resolve("state/failures.jsonl"),
                "{\"path\":\"f\",\"since\":\"2026-01-01T00:00:00Z\",\"attempts\":1,\"error\":\"x\","
                        + "\"next\":\"2999-01-01T00:00:00Z\"}\n");
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            assertThat(caravan.attribute("FailedEntries")).isEqualTo(1L);

            assertThat(good("retry")).startsWith("1 path is tried again");
            caravan.awaitAttribute("FailedEntries", Long.class, failed -> failed == 0, BOUND);
            assertThat(target.resolve("f")).hasContent("f");
            assertThat(good("retry")).startsWith("nothing has failed");
            caravan.stop();
        }
    }

    @Test
    void backfillWalksOnceAndTheTrashGivesBackWhatItRemoved() throws Exception {
        Files.createDirectories(source.resolve("a/b"));
        Files.writeString(source.resolve("a/b/f"), "f");
        Files.createDirectory(target.resolve("a"));
        Files.writeString(target.resolve("a/old"), "old");

        assertThat(good("backfill"))
                .startsWith("done, after ")
                .containsPattern("seen +[0-9]+ entries in 3 directories")
                .containsPattern("copied +[0-9]+, 1 B, ")
                .containsPattern("removed +1 entry")
                .containsPattern("failed +0 paths");
        Trees.assertEqual(source, target);

        assertThat(good("trash", "list")).containsPattern("file +1 +3 B +a/old\n");
        assertThat(good("trash", "restore", target.resolve("a/old").toString()))
                .startsWith("a/old: is back")
                .contains("removes it again");
        assertThat(target.resolve("a/old")).hasContent("old");
        assertThat(good("trash", "list")).endsWith(" is empty\n");

        good("backfill");
        Files.writeString(target.resolve("a/old"), "in the way");
        Ending refused = run(List.of("trash", "restore", "a/old"));
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("a/old: something stands there").hasLineCount(1);
        assertThat(target.resolve("a/old")).hasContent("in the way");

        assertThat(good("trash", "empty", "--older-than", "1")).isEqualTo("removed for good: 0 entries, 0 B\n");
        Ending unasked = run(List.of("trash", "empty"));
        assertThat(unasked.status()).isEqualTo(2);
        assertThat(unasked.err()).contains("--yes");
        assertThat(good("trash", "empty", "--yes")).isEqualTo("removed for good: 1 entry, 3 B\n");
        assertThat(target.resolve(".caravan/trash")).isEmptyDirectory();
        assertThat(run(List.of("trash", "restore", "a/old")).err()).contains("is not in the trash");
    }

    @Test
    void backfillSaysWhatFailed() throws Exception {
        Files.writeString(source.resolve("f"), "f");
        Files.writeString(target.resolve("old"), "old");
        Files.createDirectory(target.resolve(".caravan"));
        Files.writeString(target.resolve(".caravan/trash"), "a file in its place");

        Ending ending = run(List.of("backfill"));

        assertThat(ending.status()).as(ending.toString()).isEqualTo(1);
        assertThat(ending.out()).startsWith("not everything is copied").containsPattern("failed +1 path; ");
        assertThat(target.resolve("f")).hasContent("f");
        assertThat(folder.resolve("state/failures.jsonl")).content().contains("\"path\":\"old\"");
    }

    @Test
    void backfillIsNotHeldForEverByAFileThatAlwaysChanges() throws Exception {
        settings.put("caravan.settle.max-hold-seconds", "3");
        Path busy = source.resolve("busy");
        Files.writeString(busy, "x");
        Files.writeString(source.resolve("f"), "f");
        AtomicBoolean ended = new AtomicBoolean();
        Thread writer = new Thread(() -> {
            while (!ended.get()) {
                append(busy);
            }
        });
        writer.start();
        try {
            assertThat(good("backfill")).startsWith("done").containsPattern("hot +1 never became quiet.*: busy\n");
        } finally {
            ended.set(true);
            writer.join();
        }
        assertThat(target.resolve("f")).hasContent("f");
        assertThat(target.resolve("busy")).exists();
    }

    private static void append(Path file) {
        try {
            Files.writeString(file, "x", StandardOpenOption.APPEND);
            TimeUnit.MILLISECONDS.sleep(50);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aBackfillThatIsStoppedGoesOnWhenItIsStartedAgain() throws Exception {
        Files.write(source.resolve("f"), new byte[3_000_000]);
        Files.setLastModifiedTime(source.resolve("f"), FileTime.from(Instant.EPOCH));
        List<String> slow = new ArrayList<>(List.of("backfill"));
        slow.addAll(options());
        slow.addAll(List.of("--set", "caravan.copy.bandwidth-bytes-per-second=1000"));
        Path output = folder.resolve("output");
        Process process = CaravanProcess.command(slow)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            await().atMost(BOUND).untilAsserted(() -> assertThat(good("status")).containsPattern("in flight +1 copy"));
            assertThat(run(List.of("backfill")).err()).contains("another caravan uses it");
            process.destroy();
            assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).isEqualTo(1);
        assertThat(Files.readString(output, UTF_8)).contains("stopped").doesNotContain("done");

        good("backfill");
        Trees.assertEqual(source, target);
    }

    @Test
    void doctorFindsASoundMigrationSoundAndTouchesNothing() throws Exception {
        FakeClientLog log = new FakeClientLog(folder.resolve("Client.log"), source);
        settings.putAll(log.settings());
        Files.createDirectory(source.resolve("d"));
        log.lookup(source.resolve("d"), "x");

        assertThat(good("doctor"))
                .contains("\nsound")
                .doesNotContain("fail")
                .containsPattern("ok +log +.*2 lines at its end, of which 1 name")
                .containsPattern("ok +log's clock")
                .containsPattern("ok +inode tool +.* is d, which stands in the source")
                .containsPattern("ok +target +.*can be written; times are kept in steps of 1 ns")
                .containsPattern("ok +state ");
        assertThat(target).isEmptyDirectory();
        assertThat(folder.resolve("state")).doesNotExist();
    }

    @Test
    void doctorSaysEverythingThatIsToBeMended() throws Exception {
        FakeClientLog log = new FakeClientLog(folder.resolve("Client.log"), source);
        settings.putAll(log.settings());
        settings.put("caravan.resolve.prefix", "/elsewhere");
        settings.put("caravan.parse.zone", "Asia/Tokyo");
        log.lookup(source, "x");
        Path routes = Files.createDirectory(folder.resolve("routes"));
        Files.writeString(routes.resolve("mine.camel.yaml"), "- route: {id: mine, fron: x}");
        settings.put("caravan.tail.include", "nothing");

        Ending ending = run(List.of("doctor"));

        assertThat(ending.status()).as(ending.toString()).isEqualTo(1);
        assertThat(ending.out())
                .containsPattern("fail +routes +.*mine.camel.yaml: .*fron")
                .containsPattern("fail +log +.*none holds 'nothing'")
                .containsPattern("warn +log's clock +.* apart; .*caravan.parse.zone")
                .containsPattern("fail +inode tool +.*caravan.resolve.prefix")
                .contains("\n3 things to mend, and 1 warning\n");

        settings.put("caravan.copy.workers", "0");
        settings.put("caravan.delete", "perhaps");
        settings.put("caravan.target", folder.resolve("nosuch").toString());
        settings.put("caravan.tail.path", folder.resolve("nosuch.log").toString());
        assertThat(run(List.of("doctor")).out())
                .containsPattern("fail +configuration +caravan.copy.workers: ")
                .containsPattern("fail +configuration +caravan.delete: ")
                .containsPattern("fail +configuration +caravan.target: ")
                .containsPattern("fail +log +.*nosuch.log: is not there; ");
    }

    /** What a command writes that ends well. */
    private String good(String... words) throws IOException, InterruptedException {
        Ending ending = run(List.of(words));
        assertThat(ending.status()).as(ending.toString()).isZero();
        return ending.out();
    }

    private Ending run(List<String> words) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(words);
        arguments.addAll(options());
        return CaravanProcess.execute(folder, arguments);
    }

    private List<String> options() {
        List<String> options = new ArrayList<>();
        settings.forEach((key, value) -> options.addAll(List.of("--set", key + "=" + value)));
        return options;
    }
}
