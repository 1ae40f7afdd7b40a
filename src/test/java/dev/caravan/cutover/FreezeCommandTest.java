package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.cutover.CutoverProgress.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A command that freezes the source. */
class FreezeCommandTest extends CutoverFixture {
    @Test
    void freezesByACommandWithoutAShell() {
        Options options = new Options(
                false, List.of("sh", "-c", "echo frozen $1; exit 0", "sh", "a b"), false, false, false, 0L, null, null);
        assertThat(cutOver(options).outcome()).isEqualTo(Outcome.DONE);
        assertThat(run.progress().frozenAt()).isAfterOrEqualTo(START);
    }

    @Test
    void endsWhenTheFreezeCommandFails() throws IOException {
        Options options = new Options(
                false,
                List.of("sh", "-c", "printf 'no\\nway \\001\\n' >&2; exit 3"),
                false,
                false,
                false,
                0L,
                null,
                null);
        assertThat(cutOver(options).outcome()).isEqualTo(Outcome.NOT_READY);
        assertThat(reason()).contains("ended with 3, and said last: way \\x01");
        assertThat(caravan.freeze.isOn()).isFalse();
    }

    @Test
    void endsWhenThereIsNoFreezeCommand() throws IOException {
        Options options = new Options(false, List.of("/no/such/command"), false, false, false, 0L, null, null);
        assertThat(cutOver(options).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(reason()).contains("/no/such/command");
    }

    @Test
    void killsAFreezeCommandThatTakesLongerThanTheDeadline() {
        Options options = new Options(false, List.of("sleep", "600"), false, false, false, 0L, 5L, null);
        assertThat(cutOver(options).outcome()).isEqualTo(Outcome.NOT_READY);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ProcessHandle.current()
                        .children()
                        .noneMatch(
                                child -> child.info().commandLine().orElse("").contains("sleep 600")));
    }
}
