package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.VerifyRun;
import dev.caravan.cutover.CutoverProgress.Outcome;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is compared within the freeze, and what becomes of a difference. */
class FrozenComparisonTest extends CutoverFixture {
    @Test
    void comparesWhatChangedSinceTheLastComparisonOfAllAndNothingBefore() {
        caravan.changed.put(new RelativePath("old"), caravan.lastVerify.began().minusNanos(1));
        caravan.changed.put(new RelativePath("new"), caravan.lastVerify.began());
        cutOver(AT_ONCE);
        assertThat(caravan.compared).containsExactly(Scope.of(paths("", "new")));
    }

    @Test
    void comparesNothingWhereNothingChanged() {
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked).containsExactly("walk", "seal", "frozen for good");
    }

    @Test
    void doesNotTrustAVerificationThatFoundYoungDifferences() {
        VerifyRun.Result equal = caravan.lastVerify;
        caravan.lastVerify = new VerifyRun.Result(
                equal.began(), equal.ended(), true, 0, 50_000, 0, 1, 1, 0, 0, List.of("d/f: size"), List.of());
        assertThat(cutOver(TRUSTING).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("found 1 differences, 1 of them young").contains("when they have had time");
        assertThat(Cutover.base(caravan.situation(), START)).isEqualTo(caravan.lastPass.began());
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
    }

    @Test
    void comparesEverythingWhenAskedThoughNothingElseIsKnown() {
        caravan.lastVerify = null;
        caravan.remembersChanges = false;
        caravan.follows = false;
        Options full = new Options(true, List.of(), true, true, false, 0L, null, null);
        // Changes that are not remembered look like changes now.
        caravan.atPoll.put(1, () -> caravan.remembersChanges = true);
        caravan.pollsToVerify = 5;
        assertThat(cutOver(full).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.compared).containsExactly(Scope.EVERYTHING);
    }

    @Test
    void letsWhatDiffersBeMadeEqualOnce() throws IOException {
        caravan.change("a");
        caravan.differences.add(paths("a"));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked)
                .containsExactly(
                        "walk",
                        "look at [.]",
                        "verify [., a]",
                        "stop verifying",
                        "look at [a]",
                        "verify [a]",
                        "stop verifying",
                        "seal",
                        "frozen for good");
        assertThat(state.text("cutover-20260326T114556Z.txt")).contains("2 entries, 0 differences, 0 errors");
    }

    @Test
    void endsWhenItDiffersStill() throws IOException {
        caravan.change("a");
        caravan.differences.add(paths("a"));
        caravan.differences.add(paths("a"));
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("1 entries differ", "a: size", "caravan verify --repair");
        assertLiveAgain();
    }
}
