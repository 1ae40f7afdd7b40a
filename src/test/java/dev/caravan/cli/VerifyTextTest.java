package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.Difference;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.LeftOut;
import dev.caravan.verify.Outcome;
import dev.caravan.verify.Outcome.Finding;
import dev.caravan.verify.Summary;
import dev.caravan.verify.Verification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerifyTextTest {
    private static final Finding OLD = new Outcome.Differ(
            new RelativePath("a\u00ff"), List.of(new Difference("link", "x\n", "\u001b[31m")), false);
    private static final Finding YOUNG =
            new Outcome.Differ(new RelativePath("b"), List.of(new Difference("mode", "0644", "0600")), true);

    @Test
    void saysThatBothAreEqual() {
        assertThat(text(summary(10, 0, 0, true)))
                .isEqualTo("compared 10 entries in 1.5 s, 2.0 KiB of content equal\n"
                        + "EQUAL: source and target agree in 10 entries");
    }

    @Test
    void namesWhatDiffersInPrintableCharacters() {
        assertThat(text(summary(10, 1, 0, true, OLD)))
                .contains("DIFFERENT: 1 differ, 0 missing on the target, 0 extra on the target, 0 errors\n"
                        + "  a\\xff: link x\\x0a, target \\x1b[31m");
    }

    @Test
    void saysHowManyMoreThereAre() {
        assertThat(text(summary(10, 30, 0, true, OLD))).contains("and 29 more; --report FILE");
    }

    @Test
    void tellsTheYoungOnesApart() {
        assertThat(text(summary(10, 2, 1, true, OLD, YOUNG)))
                .contains("b: mode 0644, target 0600 (young)")
                .contains("1 of them changed within the last 120 s");
        assertThat(text(summary(10, 1, 1, true, YOUNG))).contains("all of them changed within the last 120 s");
    }

    @Test
    void callsNothingEqualThatWasNotLookedAt() {
        assertThat(text(summary(10, 0, 0, false)))
                .contains("NOT COMPLETE")
                .doesNotContain("EQUAL")
                .doesNotContain("DIFFERENT");
    }

    @Test
    void saysWhatIsLeftOutAndWhetherAnybodyMissesIt() {
        List<LeftOut> leftOut = List.of(
                new LeftOut(LeftOut.Kind.MOUNTS, 2, new RelativePath("home")),
                new LeftOut(LeftOut.Kind.FIFOS, 1, new RelativePath("run/fifo")));
        assertThat(text(summary(10, 0, 0, leftOut, true)))
                .contains("LEFT OUT, and not on the target: 2 mounts, such as home; accepted by nobody yet")
                .contains("1 fifos, such as run/fifo; accepted\n")
                .contains("EQUAL");
    }

    @Test
    void saysWhatIsRepaired() {
        Summary before = summary(10, 2, 0, true, OLD, YOUNG);
        assertThat(VerifyText.of(
                        new Verification(before, Optional.of(summary(2, 0, 0, true)), 2),
                        Duration.ofMinutes(2),
                        Set.of(LeftOut.Kind.FIFOS)))
                .endsWith("repaired 2 of 2\nEQUAL now in all that was found");
        assertThat(VerifyText.of(
                        new Verification(before, Optional.of(summary(1, 1, 0, true, OLD)), 1),
                        Duration.ofMinutes(2),
                        Set.of(LeftOut.Kind.FIFOS)))
                .contains("repaired 1 of 2\nstill different:\nDIFFERENT: 1 differ");
    }

    private static String text(Summary summary) {
        return VerifyText.of(
                new Verification(summary, Optional.empty(), 0), Duration.ofMinutes(2), Set.of(LeftOut.Kind.FIFOS));
    }

    private static Summary summary(long matches, long differing, long young, boolean complete, Finding... first) {
        return summary(matches, differing, young, List.of(), complete, first);
    }

    private static Summary summary(
            long matches, long differing, long young, List<LeftOut> leftOut, boolean complete, Finding... first) {
        return new Summary(
                Instant.EPOCH,
                Duration.ofMillis(1500),
                2048,
                matches,
                differing,
                0,
                0,
                0,
                0,
                young,
                0,
                leftOut,
                0,
                complete,
                List.of(first));
    }
}
