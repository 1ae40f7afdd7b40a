package dev.caravan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.entry.FileNames;
import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.Menagerie;
import dev.caravan.testing.RsyncOracle;
import dev.caravan.testing.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code verify} of the jar, on a tree with everything that another program has copied. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class VerifyIT {
    private static final String FLIPPED = "sizes/64k and one";
    private static final String FIRST_NAME = "joined a/early";
    private static final String SECOND_NAME = "joined b/late";
    private static final String ACCESS = "access/file";
    /** Bytes, one to a char. */
    private static final String FIFO = "rooms/extra \u00ff\n";

    @TempDir
    private Path folder;

    private Path source;
    private Path target;

    /** How a process ended. */
    private record Ending(int status, String out, String err) {}

    @BeforeEach
    void makeTrees() throws IOException, InterruptedException {
        Tools.require("rsync", "setfacl", "setfattr", "mkfifo", "mknod");
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        new Menagerie(source).populate();
        // To the nanosecond, which rsync leaves out otherwise.
        Tools.run("rsync", "-aHAXS", "--modify-window=-1", source + "/", target + "/");
        Files.delete(target.resolve(Menagerie.SOCKET));
        Tools.run("touch", "-d", "2020-01-01", source, target);
        // What is older than the quiet period of a second is not young.
        Thread.sleep(1100);
    }

    @Test
    void saysThatACopyIsEqualAndTouchesNothing() throws Exception {
        Map<Path, Object> before = snapshot();
        Ending ending = verify("--content");
        assertThat(ending.out()).as(ending.err()).contains("EQUAL: source and target agree in ");
        assertThat(ending.status()).isZero();
        Map<Path, Object> changed = snapshot();
        changed.entrySet().removeAll(before.entrySet());
        assertThat(changed).isEmpty();
        assertThat(snapshot().keySet()).isEqualTo(before.keySet());
    }

    @Test
    void namesWhatIsWrongWithBothValuesInWordsAndInTheReport() throws Exception {
        spoil();
        Path report = folder.resolve("report.jsonl");
        Ending ending = verify("--content", "--report", report.toString());
        assertThat(ending.status()).as(ending.err()).isEqualTo(1);
        assertThat(ending.out())
                .contains("DIFFERENT: 3 differ, 0 missing on the target, 1 extra on the target, 0 errors")
                .contains("  " + FLIPPED + ": content 0x")
                .contains(" at offset 40000, target 0x")
                .containsPattern("  joined [ab]/(early|late): hard link the same file as joined [ab]/(early|late),"
                        + " target another file than joined [ab]/(early|late)\n")
                .contains("  " + ACCESS + ": acl ")
                .contains(",u:4711:r--,")
                .contains("  rooms/extra \\xff\\x0a: extra on the target: fifo\n");
        assertThat(ending.out().lines()).as("the counts and the four").hasSize(7);

        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(report)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        assertThat(lines.subList(0, 4))
                .extracting(line -> line.path("path").asText())
                .contains(FLIPPED, ACCESS, FIFO)
                .containsAnyOf(FIRST_NAME, SECOND_NAME);
        assertThat(lines.get(4).at("/summary/differ").asInt()).isEqualTo(3);
        assertThat(lines.get(4).at("/summary/extra-on-target").asInt()).isEqualTo(1);
        assertThat(lines).hasSize(5);
    }

    @Test
    void comparesContentOnlyWhereAsked() throws Exception {
        flip();
        // What the source has changed only just before the migration began may have changed since.
        Thread.sleep(6000);
        Ending unasked = verify();
        assertThat(unasked.status()).as(unasked.out() + unasked.err()).isZero();
        // No file is in so small a sample, and every file in that.
        assertThat(verify("--sample", "0.000001").status()).isZero();
        assertThat(verify("--sample", "100").status()).isEqualTo(1);
    }

    @Test
    void mendsWhatDiffersAndSaysSo() throws Exception {
        spoil();
        Tools.run("rm", target.resolve("sizes/one"));
        Tools.run("rm", "-r", target.resolve("rooms/room 3"));
        Ending ending = verify("--content", "--repair");
        assertThat(ending.out()).as(ending.err()).contains("EQUAL now in all that was found");
        assertThat(ending.status()).isZero();
        assertThat(RsyncOracle.differences(source, target, List.of(Menagerie.SOCKET)))
                .isEmpty();
        Ending again = verify("--content");
        assertThat(again.status()).as(again.out()).isZero();
    }

    @Test
    void runsBesideACaravanAndLeavesTheRepairToIt() throws Exception {
        Map<String, String> settings = Map.of(
                "caravan.source", source.toString(),
                "caravan.target", target.toString(),
                "caravan.state", folder.resolve("state").toString(),
                "caravan.settle.quiet-seconds", "1");
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            caravan.awaitDrained(Duration.ofSeconds(60));
            Ending beside = verify("--content");
            assertThat(beside.status()).as(beside.out() + beside.err()).isZero();
            Ending refused = verify("--repair");
            assertThat(refused.status()).isEqualTo(2);
            assertThat(refused.err()).contains("another caravan uses it");
            caravan.stop();
        }
    }

    @Test
    void refusesWhatItCannotDo() throws Exception {
        for (String[] wrong : new String[][] {
            {"--sample", "0"},
            {"--sample", "101"},
            {"--sample", "many"},
            {"--report", target.resolve("report").toString()},
            {"--report", folder.resolve("no/such").toString()},
            {"--report", folder.toString()}
        }) {
            Ending ending = verify(wrong);
            assertThat(ending.status()).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(ending.err()).startsWith("caravan: ").contains(wrong[0]);
        }
    }

    /** What an issue of this kind is made of: nothing that size and time tell. */
    private void spoil() throws IOException, InterruptedException {
        flip();
        keepingTime("joined b", () -> {
            Tools.run("cp", "-a", target.resolve(SECOND_NAME), folder.resolve("apart"));
            Tools.run("mv", folder.resolve("apart"), target.resolve(SECOND_NAME));
        });
        Tools.run("setfacl", "-m", "u:4711:r", target.resolve(ACCESS));
        keepingTime("rooms", () -> Tools.run("mkfifo", target.resolve(FileNames.toPath(FIFO))));
        Thread.sleep(1100);
    }

    private void flip() throws IOException, InterruptedException {
        keepingTime(FLIPPED, () -> {
            try (FileChannel file =
                    FileChannel.open(target.resolve(FLIPPED), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                ByteBuffer one = ByteBuffer.allocate(1);
                file.read(one, 40_000);
                file.write(one.put(0, (byte) ~one.get(0)).flip(), 40_000);
            }
        });
    }

    /** What may fail. */
    @FunctionalInterface
    private interface Act {
        void run() throws IOException, InterruptedException;
    }

    private void keepingTime(String name, Act act) throws IOException, InterruptedException {
        FileTime time = Files.getLastModifiedTime(target.resolve(name));
        act.run();
        Files.setLastModifiedTime(target.resolve(name), time);
    }

    private Ending verify(String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(
                "verify",
                "--config",
                Path.of("config/application.properties").toAbsolutePath().toString(),
                "--routes",
                Path.of("routes").toAbsolutePath().toString()));
        arguments.addAll(List.of("--set", "caravan.source=" + source, "--set", "caravan.target=" + target));
        arguments.addAll(List.of("--set", "caravan.state=" + folder.resolve("state")));
        arguments.addAll(List.of("--set", "caravan.settle.quiet-seconds=1"));
        arguments.addAll(List.of(options));
        Path out = folder.resolve("verify.out");
        Path err = folder.resolve("verify.err");
        ProcessBuilder builder = CaravanProcess.command(arguments);
        builder.environment().put("LC_ALL", "C");
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        boolean ended = process.waitFor(100, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        assertThat(ended).as("it ends by itself").isTrue();
        return new Ending(process.exitValue(), Files.readString(out, ISO_8859_1), Files.readString(err, ISO_8859_1));
    }

    /** Every entry of both trees with its time of change: a write that was undone shows as well, and of a file a read. */
    private Map<Path, Object> snapshot() throws IOException {
        Map<Path, Object> all = new TreeMap<>();
        for (Path root : List.of(source, target)) {
            try (Stream<Path> entries = Files.walk(root)) {
                all.putAll(entries.collect(toMap(entry -> entry, VerifyIT::changed)));
            }
        }
        return all;
    }

    private static Object changed(Path entry) {
        try {
            boolean isFile = Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS);
            return Files.readAttributes(
                            entry, isFile ? "unix:ctime,lastAccessTime" : "unix:ctime", LinkOption.NOFOLLOW_LINKS)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
