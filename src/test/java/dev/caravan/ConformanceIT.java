package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.CaravanProcess;
import dev.caravan.testing.FoundTree;
import dev.caravan.testing.Menagerie;
import dev.caravan.testing.Mutations;
import dev.caravan.testing.RsyncOracle;
import dev.caravan.testing.SparseFile;
import dev.caravan.testing.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A tree with an entry of every type, attribute and name becomes equal on the target, and again after changes of every kind, as
 * rsync, find and tar see it: see {@link RsyncOracle}, {@link FoundTree} and {@link SparseFile} for what they compare and what
 * nobody can.
 *
 * <p>Left out is one entry: {@link Menagerie#SOCKET}.
 */
@Timeout(value = 6, unit = TimeUnit.MINUTES)
class ConformanceIT {
    private static final Duration BOUND = Duration.ofMinutes(2);
    private static final List<String> LEFT_OUT = List.of(Menagerie.SOCKET);

    /** The huge file is compared by itself. */
    private static final List<String> NOT_FOR_RSYNC = List.of(Menagerie.SOCKET, Menagerie.HUGE);

    private Path folder;
    private Path source;
    private Path target;

    /** Where both trees are. */
    enum Place {
        DISK,
        TMPFS;

        Path newFolder() throws IOException {
            List<Path> candidates = this == TMPFS
                    ? List.of(Path.of("/dev/shm"))
                    : List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("target"));
            for (Path candidate : candidates) {
                if (Files.isDirectory(candidate) && isTmpfs(candidate) == (this == TMPFS)) {
                    return Files.createTempDirectory(candidate.toAbsolutePath(), "caravan-");
                }
            }
            Tools.skip("none of these is on " + this + ": " + candidates);
            throw new IllegalStateException("skipped");
        }

        private static boolean isTmpfs(Path folder) throws IOException {
            return Files.getFileStore(folder).type().equals("tmpfs");
        }
    }

    @BeforeEach
    void requireTools() throws IOException {
        Tools.require(
                "rsync",
                "find",
                "tar",
                "xargs",
                "setfattr",
                "getfattr",
                "setfacl",
                "mknod",
                "mkfifo",
                "truncate",
                "fallocate");
    }

    /** Here and not JUnit's, which knows one place only. */
    @AfterEach
    void removeTrees() throws IOException, InterruptedException {
        if (folder != null) {
            Tools.run("rm", "-rf", "--", folder);
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void aTreeWithEverythingBecomesEqual(Place place) throws Exception {
        makeTrees(place);
        new Menagerie(source).addHugeFile();
        new Menagerie(source).populate();
        migrate();
        assertEqual(List.of());
        // And a second look finds nothing to do.
        assertThat(migrate()).isEqualTo(new Moved(0, 0));
        assertEqual(List.of());
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void aTreeBecomesEqualAgainAfterChangesOfEveryKind(Place place) throws Exception {
        makeTrees(place);
        new Menagerie(source).populate();
        migrate();
        List<String> done = mutations().ofAll(80);
        migrate();
        assertEqual(done);
    }

    @ParameterizedTest
    @EnumSource(value = Place.class, names = "TMPFS")
    void aChangeOfAttributesAloneMovesNoData(Place place) throws Exception {
        makeTrees(place);
        new Menagerie(source).populate();
        migrate();
        List<String> done = mutations().ofAttributes(36);
        Moved moved = migrate();
        assertThat(moved.bytes()).as("bytes copied").isZero();
        assertThat(moved.entries()).as("entries made equal").isPositive();
        assertEqual(done);
    }

    private void makeTrees(Place place) throws IOException {
        folder = place.newFolder();
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
    }

    private Mutations mutations() throws IOException {
        long seed =
                Long.getLong("caravan.test.seed", ThreadLocalRandom.current().nextInt());
        // Given to another run, it does the same again.
        System.out.println("-Dcaravan.test.seed=" + seed);
        return new Mutations(source, seed);
    }

    /**
     * What a run did.
     *
     * @param entries made equal
     * @param bytes of data copied
     */
    private record Moved(long entries, long bytes) {}

    /** A walk of the whole tree; no log is followed. */
    private Moved migrate() throws Exception {
        Map<String, String> settings = Map.of(
                "caravan.source",
                source.toString(),
                "caravan.target",
                target.toString(),
                "caravan.walk.enabled",
                "true",
                "caravan.settle.quiet-seconds",
                "2");
        try (CaravanProcess caravan = CaravanProcess.run(folder, settings)) {
            caravan.awaitDrained(BOUND);
            assertThat(caravan.attribute("FailedEntries")).as(caravan.output()).isEqualTo(0L);
            assertThat(caravan.attribute("OpenGaps")).as(caravan.output()).isEqualTo(0L);
            Moved moved = new Moved((Long) caravan.attribute("CopiedEntries"), (Long) caravan.attribute("CopiedBytes"));
            caravan.stop();
            return moved;
        }
    }

    /** All differences at once. */
    private void assertEqual(List<String> changes) throws IOException, InterruptedException {
        FoundTree expected = FoundTree.of(source, LEFT_OUT);
        FoundTree found = FoundTree.of(target, LEFT_OUT);
        List<String> temporary = new ArrayList<>(found.names().stream()
                .filter(name -> name.matches("(?s)(.*/)?\\.caravan\\.[^/]*\\.tmp"))
                .toList());
        temporary.removeAll(expected.names());

        SoftAssertions softly = new SoftAssertions();
        softly.assertThat(RsyncOracle.differences(source, target, NOT_FOR_RSYNC))
                .as("what rsync would do, after:\n%s\n", String.join("\n", changes))
                .isEmpty();
        softly.assertThat(expected.differencesOf(found))
                .as("times, blocks and links")
                .isEmpty();
        softly.assertThat(temporary).as("temporary files").isEmpty();
        softly.assertThat(Files.exists(target.resolve(Menagerie.SOCKET), LinkOption.NOFOLLOW_LINKS))
                .as("the socket on the target")
                .isFalse();
        if (expected.names().contains(Menagerie.HUGE)) {
            softly.assertThat(SparseFile.fingerprint(target.resolve(Menagerie.HUGE)))
                    .as("content of the huge file")
                    .isEqualTo(SparseFile.fingerprint(source.resolve(Menagerie.HUGE)));
        } else {
            softly.assertThat(found.names()).doesNotContain(Menagerie.HUGE);
        }
        softly.assertAll();
        assertNothingWasRun();
    }

    /** By one of the names. */
    private void assertNothingWasRun() throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            assertThat(entries.filter(entry -> entry.endsWith("PWNED"))).isEmpty();
        }
    }
}
