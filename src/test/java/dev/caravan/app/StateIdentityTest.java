package dev.caravan.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.app.StateIdentity.Feed;
import dev.caravan.change.Gap;
import dev.caravan.checkpoint.MigrationFile;
import dev.caravan.checkpoint.StateFiles;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.LostRootException;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateIdentityTest {
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56Z");

    @TempDir
    private Path folder;

    private final List<Gap> gaps = new ArrayList<>();
    private Path source;
    private Path target;
    private StateFiles state;

    @BeforeEach
    void makeRoots() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        state = new StateFiles(folder.resolve("state"));
    }

    @Test
    void goesOnUnderTheSameLogAsLongAsItsMarkIsThere() throws IOException {
        String first = start(Feed.LOG, false, false);
        assertThat(start(Feed.LOG, true, true)).isEqualTo(first);
        assertThat(gaps).isEmpty();
    }

    /** What a backfill has been through may have changed before the log was followed for the first time. */
    @Test
    void isAnotherOnceALogIsFollowedAfterAWalkWithoutOne() throws IOException {
        String backfill = start(Feed.NONE, false, false);
        assertThat(start(Feed.NONE, true, false)).isEqualTo(backfill);
        assertThat(gaps).isEmpty();
        assertThat(start(Feed.LOG, true, false)).isNotEqualTo(backfill);
        assertThat(gaps)
                .singleElement()
                .satisfies(gap -> assertThat(gap.reason()).contains("followed anew"));
    }

    @Test
    void isAnotherOnceTheMarkWasDeleted() throws IOException {
        String first = start(Feed.LOG, false, false);
        start(Feed.LOG, true, true);
        assertThat(start(Feed.LOG, true, false)).isNotEqualTo(first);
        assertThat(gaps).hasSize(1);
    }

    @Test
    void isAnotherAtEachStartWhereNobodyTellsWhatChangedMeanwhile() throws IOException {
        assertThat(start(Feed.FLEETING, false, false)).isNotEqualTo(start(Feed.FLEETING, true, false));
        assertThat(gaps).isEmpty();
    }

    @Test
    void takesNothingForKnownInAStateThatDoesNotSayWhatItBelongsTo() throws IOException {
        start(Feed.LOG, true, true);
        assertThat(gaps).singleElement().satisfies(gap -> {
            assertThat(gap.reason()).contains("did not say which source and target");
            assertThat(gap.directory().isRoot()).isTrue();
        });
    }

    @Test
    void refusesATargetThatIsNotTheOneOfTheStateAndWritesNothingThere() throws IOException {
        start(Feed.LOG, false, false);
        Files.move(target, folder.resolve("unmounted"));
        Files.createDirectory(target);
        assertThatThrownBy(() -> start(Feed.LOG, true, true))
                .isInstanceOf(LostRootException.class)
                .hasMessageContaining("has no marker")
                .hasMessageContaining("mount the right one")
                .hasMessageContaining("delete migration.json");
        assertThat(target).isEmptyDirectory();
        // It was made anew.
        Files.delete(folder.resolve("state/migration.json"));
        start(Feed.LOG, true, true);
        assertThat(gaps).hasSize(1);
    }

    @Test
    void refusesASourceThatIsAnotherDirectoryElsewhere() throws IOException {
        start(Feed.LOG, false, false);
        source = Files.createDirectory(folder.resolve("other"));
        assertThatThrownBy(() -> start(Feed.LOG, true, true))
                .isInstanceOf(LostRootException.class)
                .hasMessageContaining("is not the one of this state");
    }

    @Test
    void takesTheSameSourceUnderAnotherPath() throws IOException {
        String first = start(Feed.LOG, false, false);
        source = Files.move(source, folder.resolve("renamed"));
        assertThat(start(Feed.LOG, true, true)).isEqualTo(first);
        assertThat(gaps).isEmpty();
    }

    @Test
    void walksASourceWholeThatWasMadeAnew() throws IOException {
        start(Feed.LOG, false, false);
        Files.move(source, folder.resolve("old"));
        Files.createDirectory(source);
        start(Feed.LOG, true, true);
        assertThat(gaps)
                .singleElement()
                .satisfies(gap -> assertThat(gap.reason()).contains("another directory"));
    }

    @Test
    void isReadBackAsItWasWritten() throws IOException {
        start(Feed.LOG, false, false);
        MigrationFile found = MigrationFile.read(state).orElseThrow();
        assertThat(found.target())
                .isEqualTo(Files.readString(target.resolve(".caravan/marker")).strip());
        state.write("migration.json", "{\"format\":1".getBytes(UTF_8));
        assertThatThrownBy(() -> MigrationFile.read(state))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is damaged");
    }

    private String start(Feed feed, boolean isUsed, boolean hasMark) throws IOException {
        StateIdentity identity = new StateIdentity(state, new SettableClock(NOW));
        Roots roots = identity.open(mark -> Roots.open(source, target, List.of(), mark));
        return identity.settle(roots, isUsed, feed, hasMark, gaps::add);
    }
}
