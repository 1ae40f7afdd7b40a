package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cutover.CutoverProgress.Outcome;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A cut-over goes through all its steps, or does not begin. */
class CutoverTest extends CutoverFixture {
    @Test
    void goesThroughAllStepsAndMarksTheTargetAsTheLiveSide() throws IOException {
        caravan.change("a/b");
        caravan.change("c");
        caravan.work = 100;
        assertThat(cutOver(FROZEN).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked)
                .containsExactly(
                        "walk", "look at [., a]", "verify [., a, a/b, c]", "stop verifying", "seal", "frozen for good");
        assertThat(caravan.isRehearsed).isTrue();
        assertThat(run.progress().stepMillis().keySet()).containsExactly(Step.values());
        assertThat(run.progress().evidence()).isEqualTo("cutover-20260326T114756Z.txt");
        assertThat(state.names())
                .containsExactlyInAnyOrder(
                        "cutover-20260326T114756Z.txt",
                        "cutover-20260326T114756Z.json",
                        Marker.FILE,
                        ProgressJournal.FILE);
        assertThat(marker.standing()).contains("cutover-20260326T114756Z.txt of 2026-03-26T11:47:56Z");
        assertThat(journal.interrupted()).isEmpty();
    }

    @Test
    void doesNotFreezeWhatIsNotReady() throws IOException {
        caravan.failures = 2;
        caravan.lastVerify = null;
        assertThat(cutOver(TRUSTING).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(run.progress().reasons()).extracting(Reason::kind).containsExactly("failures", "no-verify");
        assertThat(run.progress().step()).isNull();
        assertThat(caravan.asked).isEmpty();
        assertThat(caravan.freeze.isOn()).isFalse();
    }
}
