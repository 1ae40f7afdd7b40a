package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cutover.CutoverProgress.Outcome;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The walk of the frozen source, and what stands in its place where the log is trusted. */
class FrozenWalkTest extends CutoverFixture {
    @Test
    void needsNoVerificationNoFeedAndNoMemoryWhereItWalks() {
        caravan.lastVerify = null;
        caravan.follows = false;
        caravan.changed.put(new RelativePath("before"), START.minusSeconds(1));
        caravan.rememberedSince = START;
        caravan.change("while it walks");
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        // What was changed since the walk began, which has looked at everything.
        assertThat(caravan.compared).containsExactly(Scope.of(paths("", "while it walks")));
        assertThat(run.progress().stepMillis()).doesNotContainKey(Step.LOG);
        assertThat(page()).contains("log read to            none is followed").contains("never compared");
    }

    @Test
    void looksAtWhatWasPutOffInsteadOfWalkingWhereTheLogIsTrusted() {
        caravan.putOff = 7;
        assertThat(cutOver(TRUSTING).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked).containsExactly("look at what was put off", "seal", "frozen for good");
        assertThat(run.progress().stepMillis()).doesNotContainKey(Step.FROZEN_WALK);
        assertThat(page())
                .contains("put off                7 entries, looked at by 2026-03-26T11:45:56Z")
                .contains("before the freeze; since then the feeds are trusted");
    }

    @Test
    void walksUntilOneHasBegunWithinTheFreeze() {
        caravan.walks.add(new Walk.Result(START.minusSeconds(50), START, 10, true));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked).containsExactly("walk", "walk", "seal", "frozen for good");
        assertThat(page()).contains("50000 entries, complete");
    }

    @Test
    void endsWhereTheWalkDoesNotComeToEverything() throws IOException {
        caravan.pollsToWalk = 5;
        caravan.walks.add(new Walk.Result(START.plusSeconds(1), START.plusSeconds(2), 10, false));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(run.progress().reasons()).extracting(Reason::kind).containsExactly("incomplete-walk");
        assertLiveAgain();
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
    }
}
