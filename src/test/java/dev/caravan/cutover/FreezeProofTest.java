package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cutover.CutoverProgress.Outcome;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A quiet period in which nothing changes proves that the source is frozen. */
class FreezeProofTest extends CutoverFixture {
    @Test
    void needsNoProofOfItsOwnWhereNothingChangedForLongEnoughBefore() {
        caravan.freeze.seen(new RelativePath("x"), changed(START.minus(FakeCaravan.QUIET)));
        cutOver(FROZEN);
        assertThat(caravan.clock.instant()).isEqualTo(START);
    }

    @Test
    void takesNoTimeInTheFutureForAProof() {
        caravan.freeze.seen(new RelativePath("x"), changed(START.plusSeconds(9999)));
        cutOver(FROZEN);
        assertThat(caravan.clock.instant()).isEqualTo(START.plus(FakeCaravan.QUIET));
    }

    @Test
    void beginsTheProofAnewWhenSomethingIsFoundChanged() {
        caravan.atPoll.put(4000, () -> caravan.change("late"));
        assertThat(cutOver(FROZEN).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.clock.instant()).isEqualTo(START.plusMillis(5 * 4000).plus(FakeCaravan.QUIET));
        assertThat(caravan.compared.get(0).paths()).contains(new RelativePath("late"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4000, 24_000})
    void endsWhenAnEntryChangedAfterTheFreezeAndNamesIt(int poll) throws IOException {
        caravan.change("a");
        caravan.pollsToVerify = 100;
        caravan.atPoll.put(poll, () -> caravan.freeze.seen(new RelativePath("a/w"), changed(caravan.clock.instant())));
        assertThat(cutOver(FROZEN).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("the source is not frozen: a/w changed at ", "after the freeze of " + START);
        assertLiveAgain();
    }

    private static Entry changed(Instant at) {
        return new Entry(Entry.Type.FILE, 1, at, at, at, 0644, 0, 0, 1, 1, 1, 0, "", Map.of());
    }
}
