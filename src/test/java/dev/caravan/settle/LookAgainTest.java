package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Gap;
import dev.caravan.change.Task;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookAgainTest {
    private static final Instant START = Instant.parse("2026-03-26T11:45:56Z");
    private static final Duration QUIET = Duration.ofMinutes(2);
    private static final RelativePath PATH = new RelativePath("d/a");

    private final SettableClock clock = new SettableClock(START);
    private final List<Gap> gaps = new ArrayList<>();
    private final LookAgain again = of(QUIET, Duration.ofHours(1), 3);

    private LookAgain of(Duration quiet, Duration longest, int most) {
        return new LookAgain(quiet, longest, most, gaps::add, clock);
    }

    @Test
    void waitsNoLongerThanTheLongestTime() {
        for (int i = 0; i < 70; i++) {
            again.later(PATH, false);
        }
        assertThat(due(Duration.ofMinutes(59))).isEmpty();
        assertThat(due(Duration.ofMinutes(1))).containsExactly(PATH);
    }

    /** A look may fail, or be thrown away at the stop. */
    @Test
    void comesAgainWhateverBecameOfTheLook() {
        again.soon(PATH);
        assertThat(due(QUIET)).containsExactly(PATH);
        assertThat(due(Duration.ofMinutes(59))).isEmpty();
        assertThat(due(Duration.ofMinutes(1))).containsExactly(PATH);
    }

    @Test
    void leavesTimeBetweenTwoLooksWhereNothingHasToBeQuiet() {
        LookAgain eager = of(Duration.ZERO, Duration.ofHours(1), 3);
        eager.soon(PATH);
        assertThat(eager.due(10)).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(eager.due(10)).hasSize(1);
    }

    @Test
    void isOffWhereTheLongestTimeIsNone() {
        LookAgain off = of(QUIET, Duration.ZERO, 3);
        off.soon(PATH);
        off.later(PATH, false);
        assertThat(off.all()).isEmpty();
        assertThat(off.forgot()).isEmpty();
    }

    @Test
    void givesNoMoreThanIsAskedFor() {
        again.soon(new RelativePath("d/a"));
        again.soon(new RelativePath("d/b"));
        again.later(new RelativePath("d/c"), false);
        clock.advance(QUIET.multipliedBy(2));
        assertThat(again.due(2)).hasSize(2);
        assertThat(again.due(2)).hasSize(1);
    }

    @Test
    void forgetsFirstWhatPerhapsNobodyHasNamed() {
        again.soon(new RelativePath("d/a"));
        again.soon(new RelativePath("d/b"));
        again.later(new RelativePath("e/doubt"), false);
        again.soon(new RelativePath("d/c"));
        assertThat(paths(again.all()))
                .doesNotContain(new RelativePath("e/doubt"))
                .hasSize(3);
        assertThat(gaps).isEmpty();
        assertThat(again.forgot()).contains(START);
    }

    @Test
    void makesAGapOfTheDirectoryOfWhatSomebodyHasNamed() {
        for (String name : List.of("a", "b", "c")) {
            again.soon(new RelativePath("d/" + name));
        }
        clock.advance(Duration.ofSeconds(1));
        again.soon(new RelativePath("e/new"));
        assertThat(gaps).extracting(Gap::directory).hasSize(1);
        assertThat(again.size()).isEqualTo(3);
        assertThat(again.forgot()).isPresent();
    }

    @Test
    void asksForALookByItselfUntilOneInDoubtHasFoundNothing() {
        assertThat(again.takesDoubt(PATH)).as("no place").isFalse();
        again.soon(PATH);
        again.later(PATH, false);
        assertThat(again.takesDoubt(PATH))
                .as("looked at, but not since a doubt")
                .isFalse();
        again.later(PATH, true);
        assertThat(again.takesDoubt(PATH)).isTrue();
        assertThat(again.takesDoubtBelow(PATH)).isTrue();
        again.soon(PATH);
        assertThat(again.takesDoubt(PATH)).as("changed since").isFalse();
        assertThat(again.takesDoubtBelow(PATH)).isFalse();
    }

    @Test
    void eachDoubtPullsTheNextLookCloserByHalfAsMuch() {
        for (int i = 0; i < 4; i++) {
            again.later(PATH, false);
        }
        again.later(PATH, true);
        for (int quietPeriods = 2; quietPeriods <= 8; quietPeriods *= 2) {
            again.takesDoubt(PATH);
            assertThat(due(QUIET.multipliedBy(quietPeriods).minusSeconds(1))).isEmpty();
            assertThat(due(Duration.ofSeconds(1))).containsExactly(PATH);
            again.later(PATH, false);
        }
    }

    @Test
    void pullsAFarLookCloserForWhatIsBelow() {
        for (int i = 0; i < 4; i++) {
            again.later(PATH, true);
        }
        assertThat(due(QUIET.multipliedBy(3))).isEmpty();
        again.takesDoubtBelow(PATH);
        assertThat(due(QUIET.multipliedBy(2))).containsExactly(PATH);
        again.later(PATH, false);
        // Never further away.
        assertThat(due(QUIET)).isEmpty();
        again.takesDoubtBelow(PATH);
        clock.advance(QUIET);
        again.takesDoubtBelow(PATH);
        assertThat(due(QUIET)).containsExactly(PATH);
    }

    @Test
    void dropsWhatIsNowhere() {
        again.soon(PATH);
        again.nowhere(PATH, false);
        assertThat(again.size()).isZero();
        assertThat(due(QUIET)).isEmpty();
    }

    /** Its echo would ask for the next look otherwise, and so on. */
    @Test
    void keepsAPlaceOfWhatIsNowhereWhereALookInDoubtFoundItSo() {
        again.nowhere(PATH, true);
        assertThat(again.takesDoubt(PATH)).isTrue();
        assertThat(due(QUIET.multipliedBy(2))).containsExactly(PATH);
        again.nowhere(PATH, false);
        assertThat(due(QUIET.multipliedBy(3))).isEmpty();
        assertThat(due(QUIET)).containsExactly(PATH);
    }

    private List<RelativePath> due(Duration later) {
        clock.advance(later);
        return paths(again.due(10));
    }

    private static List<RelativePath> paths(List<Task> tasks) {
        return tasks.stream().map(Task::path).toList();
    }
}
