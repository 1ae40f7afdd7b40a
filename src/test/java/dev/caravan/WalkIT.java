package dev.caravan;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.FakeClientLog;
import dev.caravan.testing.RsyncOracle;
import dev.caravan.testing.SystemCalls;
import dev.caravan.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.ObjectName;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The walk of the whole tree by the real program: what it costs, and what becomes of it when it is cut off. */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class WalkIT {
    private static final Duration BOUND = Duration.ofMinutes(3);
    private static final Pattern FILE = Pattern.compile("file-\\d+-\\d+");

    @TempDir
    private Path folder;

    private Path source;
    private Path target;

    @BeforeEach
    void makeRoots() throws IOException {
        Tools.require("rsync", "mount", "umount");
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
    }

    @Test
    void anEqualTreeIsListedOnceAndLookedAtOnceAndNothingElse() throws Exception {
        int files = populate(source, 100, 500);
        Files.createDirectory(target.resolve(".caravan"));
        // Without the window rsync leaves fractions of a second as they are.
        Tools.run("rsync", "-a", "--modify-window=-1", source + "/", target + "/");
        // What changed within some seconds before the migration began is compared, whatever its size and time.
        await().pollDelay(Duration.ofSeconds(6)).until(() -> true);
        // A file's data cannot be touched without a call that names it.
        SystemCalls traced = SystemCalls.in(folder, "%file,getdents64");
        try (CaravanProcess caravan = CaravanProcess.runUnder(traced.tracer(), folder, settings())) {
            caravan.awaitDrained(BOUND);
            assertThat(caravan.attribute("CopiedEntries")).isEqualTo(0L);
            caravan.stop();
        }
        List<String> calls = traced.ofThreads().stream().flatMap(List::stream).toList();

        Map<String, Long> looks = calls.stream()
                .filter(call -> call.matches("(new)?l?f?stat(at|x)?(64)?\\(.*"))
                .flatMap(call ->
                        FILE.matcher(call).results().map(MatchResult::group).distinct())
                .collect(groupingBy(Function.identity(), counting()));
        assertThat(looks).as("files looked at").hasSize(files);
        assertThat(looks.values()).as("looks at a file, one on each side").allMatch(count -> count == 2);

        Map<String, Long> listings = calls.stream()
                .filter(call -> call.startsWith("getdents64(") && call.endsWith(" = 0"))
                .filter(call -> call.contains("<" + folder))
                // The leases of other processes are looked for every now and then.
                .filter(call -> !call.contains("<" + target + "/.caravan/movers>"))
                .collect(groupingBy(call -> call.replaceAll("getdents64\\(\\d+<(.*?)>.*", "$1"), counting()));
        // What the roots' check reads is no listing to the end.
        assertThat(listings.keySet()).as("directories listed").hasSizeGreaterThanOrEqualTo(2 * 101);
        assertThat(listings)
                .as("listings of each directory")
                .allSatisfy((directory, count) -> assertThat(count).isEqualTo(1));

        assertThat(calls.stream().filter(WalkIT::opensOrChangesAFile))
                .as("files opened, and entries changed")
                .isEmpty();
    }

    private static boolean opensOrChangesAFile(String call) {
        return (call.contains("file-") || call.contains("\"directory-"))
                && (call.matches(
                                "(rename|link|unlink|mkdir|rmdir|mknod|symlink|l?f?chown|f?chmod|utime|f?utimens|l?f?setxattr"
                                        + "|l?f?removexattr|creat)\\w*\\(.*")
                        || (call.startsWith("open") && FILE.matcher(call).find()));
    }

    @Test
    void aKilledWalkGoesOnWhereItWasAndListsNothingTwice() throws Exception {
        populate(source, 120, 10);
        Map<String, String> slowly = settings();
        slowly.put("caravan.copy.bandwidth-bytes-per-second", "100000");
        slowly.put("caravan.walk.workers", "2");
        slowly.put("caravan.copy.workers", "2");
        // Only a log tells what changed behind the walk's place while nobody walked.
        Map<String, String> log = Map.of(
                "caravan.tail.path",
                Files.createFile(folder.resolve("client.log")).toString(),
                "caravan.resolve.command",
                "cat");
        slowly.putAll(log);
        Path checkpoint = folder.resolve("state/walk.json");
        try (CaravanProcess caravan = CaravanProcess.run(folder, slowly)) {
            await().atMost(BOUND).until(() -> position(checkpoint).compareTo("directory-030") > 0);
            caravan.kill();
        }
        String position = position(checkpoint);
        assertThat(position).as("in the middle of it").isLessThan("directory-110");

        SystemCalls traced = SystemCalls.in(folder, "getdents64");
        Map<String, String> again = settings();
        again.putAll(log);
        try (CaravanProcess caravan = CaravanProcess.runUnder(traced.tracer(), folder, again)) {
            caravan.awaitDrained(BOUND);
            assertThat(caravan.output()).contains("goes on at " + position);
            caravan.stop();
        }
        List<String> listed = traced.ofThreads().stream()
                .flatMap(List::stream)
                .filter(call -> call.contains("<" + source + "/"))
                .map(call -> call.replaceAll(".*<" + source + "/(.*?)>.*", "$1"))
                .distinct()
                .sorted()
                .toList();
        assertThat(listed)
                .as("directories listed after the restart")
                .isNotEmpty()
                .allMatch(name -> name.compareTo(position) >= 0);
        assertThat(RsyncOracle.differences(source, target, List.of())).isEmpty();
        assertThat(position(checkpoint)).as("the pass is over").isEmpty();
    }

    private static String position(Path checkpoint) throws IOException {
        return Files.exists(checkpoint)
                ? Files.readString(checkpoint).replaceAll(".*\"next\":(null|\"([^\"]*)\").*", "$2")
                : "";
    }

    /** What is mounted over the source goes away in the middle of the walk, and the empty folder below it shows. */
    @Test
    void aSourceThatIsUnmountedInTheMiddleLosesNothing() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        int files = populate(real, 60, 10);
        Tools.run("mount", "--bind", real, source);
        try {
            Map<String, String> slowly = settings();
            slowly.put("caravan.copy.bandwidth-bytes-per-second", "60000");
            slowly.put("caravan.walk.workers", "2");
            slowly.put("caravan.copy.workers", "2");
            slowly.put("caravan.walk.heal-seconds", "1");
            try (CaravanProcess caravan = CaravanProcess.run(folder, slowly)) {
                caravan.awaitAttribute("CopiedEntries", Long.class, copied -> copied > 60, BOUND);
                Tools.run("umount", "-l", source);
                caravan.mbeans()
                        .setAttribute(
                                new ObjectName("caravan:type=Migration"), new Attribute("BandwidthBytesPerSecond", 0L));
                await().atMost(BOUND).until(() -> caravan.output().contains("the walk waits until this is mended"));
                // More than what is held waits before it is looked at again.
                TimeUnit.SECONDS.sleep(6);
                assertThat(caravan.attribute("RemovedEntries"))
                        .as("removed while it was away")
                        .isEqualTo(0L);
                assertThat(caravan.attribute("State")).isEqualTo("WALKING");
                assertThat(copied()).isLessThan(files);
                assertThat(errors(caravan)).as("errors of the walk").isEqualTo(1);

                Tools.run("mount", "--bind", real, source);
                // The walk during which it was away counts for nothing, and the next one heals that.
                await().atMost(BOUND).until(() -> caravan.output().contains("healed by the walk"));
                caravan.awaitDrained(BOUND);
                assertThat(caravan.attribute("OpenGaps")).isEqualTo(0L);
                assertThat(caravan.attribute("RemovedEntries")).isEqualTo(0L);
                assertThat(RsyncOracle.differences(source, target, List.of())).isEmpty();
                caravan.stop();
            }
        } finally {
            Tools.run("umount", "-l", source);
        }
    }

    /** One of two is asked for; it goes away, and shows the empty folder below it. */
    @Test
    void aMountBelowTheSourceIsWalkedWhereItIsAskedForAndMissedWhereItIsGone() throws Exception {
        Path asked = Files.createDirectory(source.resolve("asked"));
        Path other = Files.createDirectory(source.resolve("other"));
        for (Path mount : List.of(asked, other)) {
            Tools.run("mount", "-t", "tmpfs", "tmpfs", mount);
        }
        try {
            Files.createDirectory(asked.resolve("d"));
            Files.writeString(asked.resolve("d/f"), "content");
            Files.createLink(asked.resolve("d/g"), asked.resolve("d/f"));
            Files.writeString(other.resolve("f"), "content");
            Files.writeString(source.resolve("f"), "content");
            Map<String, String> settings = settings();
            settings.put("caravan.mounts", "asked");
            TimeUnit.SECONDS.sleep(3);
            try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
                caravan.awaitDrained(BOUND);
                // Without -H: each name of a file in there has a copy of its own.
                assertThat(Tools.run(
                                "rsync",
                                "-aAXSnci",
                                "--modify-window=-1",
                                "--delete",
                                "--exclude=/.caravan",
                                "--exclude=/other",
                                source + "/",
                                target + "/"))
                        .isEmpty();
                assertThat(Files.getAttribute(target.resolve("asked/d/g"), "unix:nlink"))
                        .isEqualTo(1);
                assertThat(target.resolve("other")).doesNotExist();

                Tools.run("umount", "-l", asked);
                caravan.mbeans()
                        .invoke(new ObjectName("caravan:type=Migration"), "rescan", new Object[] {"."}, new String[] {
                            "java.lang.String"
                        });
                await().atMost(BOUND).until(() -> caravan.output().contains("mount asked below "));
                TimeUnit.SECONDS.sleep(6);
                assertThat(caravan.attribute("RemovedEntries")).isEqualTo(0L);
                assertThat(target.resolve("asked/d/f")).hasContent("content");
                caravan.stop();
            }
        } finally {
            for (Path mount : List.of(asked, other)) {
                if (!Files.getAttribute(mount, "unix:dev").equals(Files.getAttribute(source, "unix:dev"))) {
                    Tools.run("umount", "-l", mount);
                }
            }
        }
    }

    /**
     * Both look at the same files all the time, and what one of them has read may be old when the other has copied. It takes a
     * minute of little work, beside the others.
     */
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void walkAndLogTogetherNeverPutBackOlderContent() throws Exception {
        FakeClientLog log = new FakeClientLog(folder.resolve("Client.log"), source);
        Path[] hot = new Path[12];
        for (int i = 0; i < hot.length; i++) {
            Path directory = Files.createDirectories(source.resolve("directory-" + i % 3));
            hot[i] = Files.writeString(directory.resolve("hot-" + i), content(0));
        }
        Map<String, String> settings = settings();
        settings.putAll(log.settings());
        settings.put("caravan.settle.quiet-seconds", "1");
        settings.put("caravan.settle.max-hold-seconds", "3");
        long[] seen = new long[hot.length];
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            log.awaitFollowed(caravan);
            Random random = new Random(7);
            Instant end = Instant.now().plusSeconds(60);
            for (long round = 1; Instant.now().isBefore(end); round++) {
                int chosen = random.nextInt(hot.length);
                Files.writeString(hot[chosen], content(round));
                log.lookup(hot[chosen].getParent(), hot[chosen].getFileName().toString());
                if (round % 5 == 0) {
                    caravan.mbeans()
                            .invoke(
                                    new ObjectName("caravan:type=Migration"),
                                    "rescan",
                                    new Object[] {"."},
                                    new String[] {String.class.getName()});
                }
                for (int i = 0; i < hot.length; i++) {
                    Path copy = target.resolve(source.relativize(hot[i]));
                    String content = Files.exists(copy) ? Files.readString(copy) : "";
                    long number = content.isEmpty() ? seen[i] : number(content);
                    assertThat(number).as("content of " + copy).isGreaterThanOrEqualTo(seen[i]);
                    seen[i] = number;
                }
                TimeUnit.MILLISECONDS.sleep(random.nextInt(120));
            }
            assertThat(LongStream.of(seen).max().orElse(0))
                    .as("newest copy made meanwhile")
                    .isPositive();
            caravan.awaitDrained(BOUND);
            assertThat(RsyncOracle.differences(source, target, List.of())).isEmpty();
            assertThat(caravan.attribute("FailedEntries")).isEqualTo(0L);
            caravan.stop();
        }
    }

    /** The same number in every line; a file of two states has two. */
    private static String content(long number) {
        return String.format("%010d%n", number).repeat(2000);
    }

    /**
     * Whoever writes makes the file empty first and then writes 8 KiB at a time, and a hot file is copied as it is then:
     * its beginning is there, and nothing of another state.
     */
    private static long number(String content) {
        long number = Long.parseLong(content.substring(0, 10));
        assertThat(content(number)).as("the state of that number").startsWith(content);
        return number;
    }

    private long errors(CaravanProcess caravan) throws IOException {
        return caravan.output()
                .lines()
                .filter(line -> line.contains("the walk waits until this is mended"))
                .count();
    }

    private long copied() throws IOException {
        try (Stream<Path> entries = Files.walk(target)) {
            return entries.filter(entry ->
                            FILE.matcher(entry.getFileName().toString()).matches())
                    .count();
        }
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("caravan.source", source.toString());
        settings.put("caravan.target", target.toString());
        settings.put("caravan.settle.quiet-seconds", "2");
        return settings;
    }

    /** Directories of files of one kilobyte; the number of files. */
    private static int populate(Path root, int directories, int filesOfEach) throws IOException {
        byte[] content = new byte[1000];
        for (int d = 0; d < directories; d++) {
            Path directory = Files.createDirectory(root.resolve(String.format("directory-%03d", d)));
            for (int f = 0; f < filesOfEach; f++) {
                Files.write(directory.resolve(String.format("file-%03d-%03d", d, f)), content);
            }
        }
        return directories * filesOfEach;
    }
}
