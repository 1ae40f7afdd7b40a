package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An entry that has to wait is held again. */
class WaitingEntryTest extends SettleFixture {
    @Test
    void holdsAgainWhatWasTooYoung() {
        Instant until = START.plusSeconds(33);
        assertThat(settle.again(Verdict.Wait.lasting(task(Origin.RECHECK, 2), look(), until, "young")))
                .extracting(Held::task, Held::due)
                .containsExactly(new Task(PATH, ticket, START, Origin.RECHECK, 3), until);
        assertThat(settle.hotPaths()).isEmpty();
    }

    /** The walk has passed: nothing below the entry, should it be a directory by then, is walked unless its look says so. */
    @ParameterizedTest
    @EnumSource(
            value = Origin.class,
            names = {"WALK", "WALKED"})
    void looksLikeAHintAtWhatTheWalkLeftWaiting(Origin origin) {
        assertThat(settle.again(new Verdict.Wait(task(origin, 0), look(), START, false, "young"))
                        .task()
                        .origin())
                .isEqualTo(Origin.HINT);
    }

    @Test
    void listsAFileAsHotUntilItIsQuiet() {
        clock.advance(Duration.ofMinutes(20));
        Held again = settle.again(new Verdict.Wait(task(Origin.HINT, 4), look(), START, true, "never became quiet"));
        assertThat(settle.hotPaths()).containsExactly(PATH);
        assertThat(meters.get("caravan.settle.hot").gauge().value()).isEqualTo(1);
        // Put off anew, by the full time.
        assertThat(again.task().heldSince()).isEqualTo(clock.instant());

        settle.done(new Verdict.InSync(again.task(), look()));
        assertThat(settle.hotPaths()).isEmpty();
    }

    @Test
    void givesUpWhatComesToTheSameAgainAndAgain() {
        Task task = task(Origin.HINT, 0);
        for (int round = 0; round < 10; round++) {
            task = settle.again(new Verdict.Wait(task, look(), START, false, "its directory is being replaced"))
                    .task();
        }
        Verdict.Wait last = new Verdict.Wait(task, look(), START, false, "its directory is being replaced");
        assertThatThrownBy(() -> settle.again(last))
                .hasMessage("came to the same 10 times, and no further: its directory is being replaced");
        // What happens by itself may take as long as it takes, and what was before counts no more.
        Verdict.Wait lasting = Verdict.Wait.lasting(task, look(), START, "the source is not there");
        assertThat(settle.again(lasting).task().rounds()).isZero();
    }
}
