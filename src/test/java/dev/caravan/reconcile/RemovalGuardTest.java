package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Gap;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.Entries;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemovalGuardTest {
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56Z");
    private static final Duration QUIET = Duration.ofMinutes(2);
    private static final Look LOOK = new Look(NOW, NOW.plusSeconds(1));

    @TempDir
    private Path folder;

    private final List<Gap> gaps = new ArrayList<>();
    private Path source;
    private Roots roots;

    @BeforeEach
    void makeRoots() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        Files.createFile(source.resolve("f"));
        roots = Roots.open(source, Files.createDirectory(folder.resolve("target")));
    }

    @Test
    void letsARemovalThrough() {
        Verdict verdict = guard(false, 10).removal(task("a", Origin.HINT), LOOK, Entries.file());
        assertThat(verdict).isEqualTo(new Verdict.Remove(task("a", Origin.HINT), LOOK, Entries.file()));
    }

    @Test
    void keepsWhatIsToBeKept() {
        assertThat(kind(guard(true, 10), "a", Origin.HINT)).isEqualTo(Kind.SKIPPED);
        assertThat(kind(guard(true, 10), "a", Origin.WALK)).isEqualTo(Kind.SKIPPED);
    }

    @Test
    void waitsAsLongAsARootIsNotWhatItWas() throws IOException {
        RemovalGuard guard = guard(false, 10);
        Files.move(source, folder.resolve("unmounted"));
        Files.createDirectory(source);
        Verdict verdict = guard.removal(task("a", Origin.HINT), LOOK, Entries.file());
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Wait.class, wait -> {
            assertThat(wait.until()).isEqualTo(LOOK.end().plus(QUIET));
            assertThat(wait.hot()).isFalse();
        });
        Files.delete(source);
        Files.move(folder.resolve("unmounted"), source);
        assertThat(kind(guard, "a", Origin.HINT)).isEqualTo(Kind.REMOVE);
    }

    @Test
    void waitsWhereTheSourceIsSuddenlyEmpty() throws IOException {
        Files.delete(source.resolve("f"));
        assertThat(kind(guard(false, 10), "f", Origin.HINT)).isEqualTo(Kind.WAIT);
    }

    /** The source's root may have been away at the look and be back at the check. */
    @Test
    void neverRemovesTheRoot() {
        assertThat(kind(guard(false, 10), "", Origin.HINT)).isEqualTo(Kind.WAIT);
        assertThat(kind(guard(false, 10), "", Origin.WALK)).isEqualTo(Kind.WAIT);
    }

    @Test
    void stopsAWalkThatRemovesTooMuchAndRecordsIt() {
        RemovalGuard guard = guard(false, 2);
        guard.passBegins();
        List<Kind> kinds = new ArrayList<>();
        for (String path : List.of("a", "b", "c", "d")) {
            kinds.add(kind(guard, path, Origin.WALK));
        }
        assertThat(kinds).containsExactly(Kind.REMOVE, Kind.REMOVE, Kind.SKIPPED, Kind.SKIPPED);
        assertThat(gaps).singleElement().satisfies(gap -> {
            assertThat(gap.feed()).isEqualTo("removals");
            assertThat(gap.reason()).contains("more than 2 entries");
        });
        // What people remove is removed.
        assertThat(kind(guard, "e", Origin.HINT)).isEqualTo(Kind.REMOVE);
        guard.passBegins();
        assertThat(kind(guard, "c", Origin.WALK)).isEqualTo(Kind.REMOVE);
    }

    /** A thousand walks of directories that seem to be empty are as bad as one of the whole tree. */
    @Test
    void countsTheRemovalsOfWalksOfPartsTogether() {
        RemovalGuard guard = guard(false, 2);
        assertThat(kind(guard, "a", Origin.WALK)).isEqualTo(Kind.REMOVE);
        assertThat(kind(guard, "b", Origin.WALK)).isEqualTo(Kind.REMOVE);
        assertThat(kind(guard, "c", Origin.WALK)).isEqualTo(Kind.SKIPPED);
        Look later = new Look(NOW.plus(Duration.ofHours(2)), NOW.plus(Duration.ofHours(2)));
        assertThat(guard.removal(task("c", Origin.WALK), later, Entries.file()).kind())
                .isEqualTo(Kind.REMOVE);
    }

    @Test
    void countsThoseOfAWholeWalkThroughHoweverLongItTakes() {
        RemovalGuard guard = guard(false, 2);
        guard.passBegins();
        kind(guard, "a", Origin.WALK);
        kind(guard, "b", Origin.WALK);
        Look later = new Look(NOW.plus(Duration.ofHours(2)), NOW.plus(Duration.ofHours(2)));
        assertThat(guard.removal(task("c", Origin.WALK), later, Entries.file()).kind())
                .isEqualTo(Kind.SKIPPED);
        guard.passEnds();
        assertThat(kind(guard, "c", Origin.WALK)).isEqualTo(Kind.REMOVE);
    }

    private RemovalGuard guard(boolean keep, int maxEntries) {
        return new RemovalGuard(roots, new RemovalPolicy(keep, maxEntries), QUIET, gaps::add);
    }

    private static Kind kind(RemovalGuard guard, String path, Origin origin) {
        return guard.removal(task(path, origin), LOOK, Entries.file()).kind();
    }

    private static Task task(String path, Origin origin) {
        return new Task(new RelativePath(path), Ticket.NONE, NOW, origin, 0);
    }
}
