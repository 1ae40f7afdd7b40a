package dev.caravan.cutover;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.change.VerifyRun;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LastVerifyTest {
    private static final Instant AT = FakeCaravan.START;

    private final MemoryState state = new MemoryState();
    private final LastVerify last = new LastVerify(state);

    @Test
    void comesBackAsItWasWrittenButForItsPaths() throws IOException {
        assertThat(last.read()).isEmpty();
        VerifyRun.Result result =
                new VerifyRun.Result(AT, AT.plusSeconds(5), true, 0.5, 9, 8, 7, 6, 5, 4, List.of("a: size"), List.of());
        last.write(result);
        assertThat(last.read()).contains(result);
        assertThat(new ObjectMapper().readTree(state.text("verify.json")).fieldNames())
                .toIterable()
                .containsExactly(
                        "began",
                        "ended",
                        "contentPercent",
                        "entries",
                        "bytes",
                        "differences",
                        "young",
                        "contentAlone",
                        "errors",
                        "examples");
    }

    @Test
    void doesNotTrustAFileThatDoesNotTellYoungDifferences() throws IOException {
        state.write(
                "verify.json",
                "{\"began\":\"2026-03-26T11:45:56Z\",\"ended\":\"2026-03-26T11:45:56Z\",\"entries\":1,\"bytes\":0,\"differences\":0,\"errors\":0,\"examples\":[]}"
                        .getBytes(US_ASCII));
        assertThat(last.read()).isEmpty();
    }

    @Test
    void keepsContentThatDiffersUntilAsMuchContentIsFoundEqual() throws IOException {
        last.write(result(100, 2, 0));
        last.write(result(0, 0, 0));
        assertThat(last.read().orElseThrow().contentPercent()).isZero();
        assertThat(last.content().orElseThrow().contentAlone()).isEqualTo(2);
        last.write(result(50, 0, 0));
        last.write(result(100, 0, 1));
        assertThat(last.content().orElseThrow().contentAlone()).isEqualTo(2);
        last.write(result(100, 0, 0));
        assertThat(last.content().orElseThrow().contentAlone()).isZero();
        last.write(result(1, 1, 0));
        assertThat(last.content().orElseThrow().contentAlone()).isEqualTo(1);
    }

    private static VerifyRun.Result result(double percent, long contentAlone, long errors) {
        return new VerifyRun.Result(
                AT, AT, true, percent, 9, 9, contentAlone, 0, contentAlone, errors, List.of(), List.of());
    }
}
