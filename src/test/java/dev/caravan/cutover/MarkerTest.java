package dev.caravan.cutover;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkerTest {
    private static final Instant AT = FakeCaravan.START;

    private final MemoryState state = new MemoryState();
    private final MemoryState target = new MemoryState();
    private final Marker marker = new Marker(state, target);

    @Test
    void letsEverybodyPassBeforeACutOver() throws IOException {
        marker.pass(false, AT);
        marker.pass(true, AT);
        assertThat(marker.standing()).isEmpty();
        assertThat(state.names()).isEmpty();
    }

    @Test
    void letsNobodyPassAfterIt() throws IOException {
        marker.set(AT, "cutover-1.txt");
        assertThatIOException()
                .isThrownBy(() -> marker.pass(false, AT))
                .withMessage(
                        "this migration was cut over, see cutover-1.txt of 2026-03-26T11:45:56Z: the target is the live"
                                + " side, and nothing is written to it; --again undoes that");
        assertThat(new Marker(state, new MemoryState()).standing()).isPresent();
    }

    @Test
    void isUndoneByWhoeverMeansToAndRemembersEach() throws IOException {
        marker.set(AT, "cutover-1.txt");
        marker.pass(true, AT.plusSeconds(1));
        marker.pass(false, AT.plusSeconds(2));
        marker.set(AT.plusSeconds(3), "cutover-2.txt");
        marker.pass(true, AT.plusSeconds(4));
        assertThat(marker.standing()).isEmpty();
        assertThat(state.text(Marker.FILE))
                .contains("\"done\" : false", "cutover-2.txt", "11:45:57Z", "11:46:00Z")
                .doesNotContain("11:45:58Z");
    }

    @Test
    void letsNobodyPassWhereItCannotTell() throws IOException {
        state.write(Marker.FILE, "{\"done\":".getBytes(US_ASCII));
        assertThatIOException()
                .isThrownBy(() -> marker.pass(true, AT))
                .withMessageContaining("whether this migration was cut over is not known");
    }

    @Test
    void isKnownToWhoeverHasAnotherStateFolder() throws IOException {
        marker.set(AT, "cutover-1.txt");
        Marker other = new Marker(new MemoryState(), target);
        assertThatIOException()
                .isThrownBy(() -> other.pass(false, AT))
                .withMessageContaining("see cutover-1.txt of 2026-03-26T11:45:56Z, by another state folder");
        other.pass(true, AT.plusSeconds(1));
        assertThat(other.standing()).isEmpty();
        // The first one's own file still says it.
        assertThat(marker.standing()).isPresent();
    }

    @Test
    void isNotSetWhereTheTargetCannotBeWritten() throws IOException {
        target.failing = Marker.FILE;
        assertThatIOException().isThrownBy(() -> marker.set(AT, "cutover-1.txt"));
        assertThat(marker.standing()).isEmpty();
    }

    @Test
    void isTakenFromTheTargetWhereTheStateCannotBeWritten() throws IOException {
        state.failing = Marker.FILE;
        assertThatIOException().isThrownBy(() -> marker.set(AT, "cutover-1.txt"));
        assertThat(new Marker(new MemoryState(), target).standing()).isEmpty();
    }

    /** At any moment of the writing of both files. */
    @ParameterizedTest
    @CsvSource({"0, 9", "9, 0", "1, 9"})
    void isNoneWhereACrashCutItOff(int writesOfState, int writesOfTarget) {
        state.writesUntilKilled = writesOfState;
        target.writesUntilKilled = writesOfTarget;
        assertThatThrownBy(() -> marker.set(AT, "cutover-1.txt")).isInstanceOf(MemoryState.Killed.class);

        assertThatNoException().isThrownBy(() -> assertThat(marker.standing()).isEmpty());
    }
}
