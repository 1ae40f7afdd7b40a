package dev.caravan.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.VerifyRun.Result;
import dev.caravan.entry.Difference;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private static final Instant AT = Instant.parse("2026-03-26T11:45:56Z");

    @Test
    void countsYoungDifferencesAsDifferences() {
        Result result = new Verification(summary(1, 1, true), Optional.empty(), 0).result(AT, true, 0);
        assertThat(result.differences()).isEqualTo(1);
        assertThat(result.young()).isEqualTo(1);
        assertThat(result.isEqual()).isFalse();
    }

    @Test
    void isNotEqualWhereItDidNotComeToEverything() {
        Result result = new Verification(summary(0, 0, false), Optional.empty(), 0).result(AT, true, 0);
        assertThat(result.errors()).isEqualTo(1);
        assertThat(result.isEqual()).isFalse();
    }

    @Test
    void tellsWhatIsLeftAfterARepair() {
        Verification repaired = new Verification(summary(1, 0, true), Optional.of(summary(0, 0, true)), 1);
        Result result = repaired.result(AT, true, 100);
        assertThat(result.isEqual()).isTrue();
        assertThat(result.contentPercent()).isEqualTo(100);
    }

    private static Summary summary(long differing, long young, boolean complete) {
        Outcome.Differ differ =
                new Outcome.Differ(new RelativePath("a"), List.of(new Difference("size", "1", "2")), young > 0);
        return new Summary(
                AT,
                Duration.ZERO,
                0,
                9,
                differing,
                0,
                0,
                0,
                0,
                young,
                0,
                List.of(),
                0,
                complete,
                differing > 0 ? List.of(differ) : List.of());
    }
}
