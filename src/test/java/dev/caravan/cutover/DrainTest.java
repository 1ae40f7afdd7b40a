package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cutover.CutoverProgress.Outcome;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** All that is held is done before anything is compared, and what changes after that is drained again. */
class DrainTest extends CutoverFixture {
    @Test
    void drainsWhileTheTimeOfTheProofRuns() {
        // 100 polls of 20 ms.
        caravan.work = 400;
        cutOver(FROZEN);
        assertThat(run.progress().stepMillis())
                .containsEntry(Step.DRAIN, 1995L)
                .containsEntry(Step.PROVE, 118_005L)
                .containsEntry(Step.VERIFY, 0L);
    }

    @Test
    void doesNotBelieveThatAllIsReadBeforeALogHadTimeToShowMore() {
        caravan.atPoll.put(10, () -> caravan.work = 3);
        cutOver(AT_ONCE, Duration.ofMillis(500));
        assertThat(run.progress().stepMillis()).containsEntry(Step.DRAIN, (10 + 2) * 5L + 500);
    }

    @Test
    void drainsAgainWhatWasChangedAfterItWasComparedAndComparesThatToo() {
        caravan.change("a");
        caravan.pollsToVerify = 10;
        caravan.atPoll.put(5, () -> caravan.change("b"));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked)
                .containsExactly(
                        "walk",
                        "look at [.]",
                        "verify [., a]",
                        "stop verifying",
                        "seal",
                        "unseal",
                        "look at [.]",
                        "verify [., a, b]",
                        "stop verifying",
                        "seal",
                        "frozen for good");
        assertThat(run.progress().round()).isEqualTo(2);
    }

    @Test
    void endsWhenItNeverGetsQuiet() throws IOException {
        caravan.change("a");
        caravan.pollsToVerify = 10;
        for (int poll = 5; poll < 100; poll += 10) {
            caravan.atPoll.put(poll, () -> caravan.change("z"));
        }
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("after 3 rounds", "z was changed on the target");
        assertLiveAgain();
    }
}
