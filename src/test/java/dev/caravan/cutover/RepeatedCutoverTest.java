package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cutover.CutoverProgress.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A cut-over after one that is done. */
class RepeatedCutoverTest extends CutoverFixture {
    @Test
    void isDoneOnceUnlessAgainIsMeant() throws IOException {
        cutOver(AT_ONCE);
        caravan.clock.advance(Duration.ofSeconds(5));
        caravan.asked.clear();
        assertThat(cutOver(AT_ONCE).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("was cut over already");
        assertThat(caravan.asked).isEmpty();
        assertThat(caravan.sealed).isTrue();
        assertThat(marker.standing()).isPresent();

        // Nobody reads on since the target is the live side.
        caravan.lagBytes = 9;
        caravan.lagSeconds = 5000;
        caravan.walking = true;
        caravan.atPoll.put(1, () -> caravan.walking = false);
        caravan.work = 3;
        Options again = new Options(true, List.of(), false, false, true, 0L, null, null);
        assertThat(cutOver(again).outcome()).isEqualTo(Outcome.DONE);
        assertThat(caravan.asked).containsExactly("thaw", "unseal", "walk", "seal", "frozen for good");
        assertThat(state.text(Marker.FILE)).contains("\"again\" : [ \"2026-03-26T11:46:01Z\" ]");
    }

    @Test
    void touchesNothingOfACutOverThatIsDoneWhereAnotherIsNotReady() throws IOException {
        cutOver(AT_ONCE);
        String before = state.text(Marker.FILE);
        caravan.asked.clear();
        caravan.failures = 1;
        Options again = new Options(true, List.of(), false, false, true, 0L, null, null);
        assertThat(cutOver(again).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(caravan.asked).isEmpty();
        assertThat(caravan.sealed).isTrue();
        assertThat(state.text(Marker.FILE)).isEqualTo(before);
    }
}
