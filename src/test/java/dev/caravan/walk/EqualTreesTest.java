package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterTry;
import net.jqwik.api.lifecycle.BeforeTry;

/** From a look to the target, without routes: whatever was done to the source, the target becomes equal to it. */
class EqualTreesTest {
    private Path folder;
    private Path source;
    private Path target;
    private Roots roots;
    private Migration migration;

    @BeforeTry
    void makeTrees() throws IOException {
        folder = Files.createTempDirectory("equal-trees");
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        Files.createFile(source.resolve("always"));
        roots = Roots.open(source, target);
        // A day later, when everything that a test made is quiet.
        migration = new Migration(roots, new SettableClock(Instant.now().plus(Duration.ofDays(1))));
    }

    @AfterTry
    void removeTrees() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Property(tries = 25)
    void becomesEqualByAWalk(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int changes) throws Exception {
        ChangingTree tree = new ChangingTree(source, folder.resolve("graveyard"), seed);
        for (int round = 0; round < 3; round++) {
            tree.change(changes);
            migration.walk(RelativePath.ROOT);
            assertEqualTrees();
        }
    }

    @Property(tries = 25)
    void becomesEqualByHintsInAnyOrder(@ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int changes)
            throws Exception {
        ChangingTree tree = new ChangingTree(source, folder.resolve("graveyard"), seed);
        tree.change(changes);
        migration.walk(RelativePath.ROOT);
        for (int round = 0; round < 3; round++) {
            migration.hints(tree.change(changes));
            assertEqualTrees();
        }
    }

    private void assertEqualTrees() throws IOException, InterruptedException {
        assertSame(RelativePath.ROOT);
        assertThat(rsync()).isEmpty();
    }

    /** To the nanosecond, which rsync does not look at. */
    private void assertSame(RelativePath path) throws IOException {
        Entry from = Lstat.read(path.under(source)).orElseThrow();
        Entry to = Lstat.read(path.under(target)).orElseThrow(() -> new AssertionError(path + " is missing"));
        assertThat(to.type()).as("type of %s", path).isEqualTo(from.type());
        assertThat(to.linkText()).as("text of %s", path).isEqualTo(from.linkText());
        assertThat(to.modified()).as("time of %s", path).isEqualTo(from.modified());
        if (from.isDirectory()) {
            try (Stream<Path> entries = Files.list(path.under(source))) {
                for (Path entry : entries.toList()) {
                    assertSame(path.child(entry));
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }

    /** What another program sees that would have to be done. */
    private String rsync() throws IOException, InterruptedException {
        Process rsync;
        try {
            rsync = new ProcessBuilder(List.of(
                            "rsync", "-aHAXSnci", "--delete", "--exclude=/.caravan", source + "/", target + "/"))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            assertThat(System.getenv("CI")).as("rsync cannot be run: %s", e).isNotEqualTo("true");
            assumeTrue(false, "rsync cannot be run: " + e.getMessage());
            throw e;
        }
        String said = new String(rsync.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        rsync.waitFor();
        return said;
    }
}
