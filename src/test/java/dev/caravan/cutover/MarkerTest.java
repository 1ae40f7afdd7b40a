package dev.caravan.cutover;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MarkerTest {
    private static final Instant AT = FakeCaravan.START;

    private final MemoryState state = new MemoryState();
    private final Marker marker = new Marker(state);

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
        assertThat(new Marker(state).standing()).isPresent();
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
}
