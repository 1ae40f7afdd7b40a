package dev.caravan.reconcile;

import static dev.caravan.change.Task.Origin.HINT;
import static dev.caravan.change.Task.Origin.WALK;
import static dev.caravan.change.Task.Origin.WALKED;
import static dev.caravan.change.Verdict.Kind.APPLY;
import static dev.caravan.change.Verdict.Kind.IN_SYNC;
import static dev.caravan.testing.Entries.at;
import static dev.caravan.testing.Entries.changed;
import static dev.caravan.testing.Entries.directory;
import static dev.caravan.testing.Entries.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.Entries;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A directory that is another one than before is walked, until a walk has begun late enough. */
class MovedDirectoryTest extends DecisionFixture {
    @Test
    void doubtsAllBelowADirectoryInAnothersPlace() {
        assertThat(decide(task("d", WALK), at(directory(), Entries.DEVICE, 5), directory())
                        .kind())
                .isEqualTo(IN_SYNC);
        assertThat(decide(task("d/f", WALK), file(), file()).kind()).isEqualTo(IN_SYNC);
        assertThat(decide(task("d", WALK), at(directory(), Entries.DEVICE, 6), directory())
                        .kind())
                .isEqualTo(IN_SYNC);
        assertThat(decide(task("d/f", WALK), file(), file()).kind()).isEqualTo(APPLY);
    }

    @ParameterizedTest
    @EnumSource(
            value = Origin.class,
            names = {"HINT", "RECHECK"})
    void walksADirectoryThatIsAnotherOneThanBefore(Origin origin) {
        decide(task("a", WALK), directory(), directory());
        Entry moved = at(directory(), Entries.DEVICE, 4711);
        assertThat(decide(task("a", origin), moved, directory()).kind()).isEqualTo(Kind.WALK);
    }

    @Test
    void walksAMovedDirectoryOnceMoreWhereAWalkCameByBeforeItsHint() {
        decide(task("a", WALK), directory(), directory());
        Entry moved = at(directory(), Entries.DEVICE, 4711);
        // What was written into it meanwhile may have been resolved to where it stood.
        decideAfter(Duration.ofSeconds(1), task("a", WALK), moved);
        assertThat(decideAfter(QUIET, task("a", HINT), moved).kind()).isEqualTo(Kind.WALK);
        assertThat(decideAfter(QUIET.plusSeconds(1), task("a", HINT), moved).kind())
                .isEqualTo(IN_SYNC);
    }

    @Test
    void walksAMovedDirectoryUntilAWalkBeganLateEnough() {
        decide(task("a", WALK), directory(), directory());
        Entry moved = at(directory(), Entries.DEVICE, 4711);
        for (int seconds : new int[] {1, 30, 90}) {
            assertThat(decideAfter(Duration.ofSeconds(seconds), task("a", HINT), moved)
                            .kind())
                    .as("%d s later", seconds)
                    .isEqualTo(Kind.WALK);
        }
        assertThat(decideAfter(Duration.ofSeconds(100), task("a", HINT), moved).kind())
                .isEqualTo(Kind.WALK);
        assertThat(decideAfter(Duration.ofSeconds(101), task("a", HINT), moved).kind())
                .isEqualTo(IN_SYNC);
    }

    @Test
    void doesNotWalkForItsHintWhatAWalkCameByLongAfterItWasMade() {
        Entry made = changed(directory(), NOW);
        decideAfter(QUIET, task("a", WALK), made);
        assertThat(decideAfter(QUIET.plusSeconds(1), task("a", HINT), made).kind())
                .isEqualTo(IN_SYNC);
    }

    @Test
    void walksADirectoryThatItDoesNotKnowAndThatMayHaveBeenMovedThereSinceTheStart() {
        assertThat(decide(task("a", HINT), changed(directory(), NOW), directory())
                        .kind())
                .isEqualTo(Kind.WALK);
        assertThat(decide(task("b", HINT), changed(directory(), START.minusSeconds(3600)), directory())
                        .kind())
                .isEqualTo(IN_SYNC);
    }

    @Test
    void doesNotWalkAgainWhatItHasJustWalkedThrough() {
        assertThat(decide(task("a", WALKED), changed(directory(), NOW), directory())
                        .kind())
                .isEqualTo(IN_SYNC);
    }

    @Test
    void walksADirectoryOfWhichAWalkCouldNotMakeTheCopy() {
        decide(task("a", WALK), directory(), NONE);
        decision.notWalked(new RelativePath("a"), NOW);
        // Somebody made it by hand, and nothing that is below it.
        assertThat(decideAfter(QUIET, task("a", HINT), directory()).kind()).isEqualTo(Kind.WALK);
    }

    /** The root of each subvolume of btrfs has the same number. */
    @Test
    void tellsDirectoriesOfDifferentDevicesApart() {
        DirectoryIdentities directories = new DirectoryIdentities(START, QUIET, known);
        RelativePath path = new RelativePath("a");
        assertThat(directories.walkBegins(path, at(directory(), 8, 256), NOW)).isFalse();
        assertThat(directories.walkBegins(path, at(directory(), 8, 256), NOW)).isFalse();
        assertThat(directories.walkBegins(path, at(directory(), 9, 256), NOW)).isTrue();
    }
}
