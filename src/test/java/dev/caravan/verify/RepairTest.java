package dev.caravan.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.posix.NativePosix;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** What a repair hands on to be mended. */
class RepairTest extends VerifierFixture {
    @Test
    void handsOnOnlyTheTopOfWhatIsMissing() throws Exception {
        Files.createDirectories(source.resolve("new/deep"));
        setTimes();
        Comparing comparing = new Comparing(source, target, clock);
        comparing.verify(REPAIR);
        assertThat(comparing.tasks).extracting(task -> task.path().latin1()).containsExactly("new");
    }

    @Test
    void handsOnWhatIsToBeMended() throws Exception {
        file(target.resolve("d/f"), "cOntent");
        new NativePosix().setMode(target.resolve("d"), 0700);
        setTimes();
        Comparing comparing = new Comparing(source, target, clock);
        assertThat(comparing.verify(REPAIR).isEqual()).isFalse();
        assertThat(comparing.tasks)
                .extracting(task -> task.origin() + " " + task.path())
                .containsExactly("HINT d", "CONTENT d/f");
    }

    @Test
    void handsOnNoMoreRemovalsThanAllowed() throws Exception {
        for (int i = 0; i < 10; i++) {
            file(target.resolve("extra" + i), "");
        }
        Files.delete(target.resolve("d/f"));
        Comparing comparing = new Comparing(source, target, clock);
        assertThat(comparing.verify(REPAIR).pass().extra()).isEqualTo(10);
        assertThat(comparing.tasks.stream().filter(task -> task.path().latin1().startsWith("extra")))
                .hasSize(Comparing.MOST_REMOVALS);
        assertThat(comparing.tasks).extracting(task -> task.path().latin1()).contains("d/f");
    }

    @Test
    void handsOnNothingUnlessAsked() throws Exception {
        Files.delete(target.resolve("d/f"));
        Comparing comparing = new Comparing(source, target, clock);
        assertThat(comparing.verify(CONTENT).isEqual()).isFalse();
        assertThat(comparing.tasks).isEmpty();
    }

    @Test
    void saysWhatIsRepairedAndWhatIsLeft() throws Exception {
        Files.delete(target.resolve("d/f"));
        file(target.resolve("extra"), "");
        setTimes();
        Comparing comparing = new Comparing(source, target, clock);
        comparing.verifier.begin(REPAIR);
        comparing.walk();
        file(target.resolve("d/f"), "content");
        setTimes();
        assertThat(comparing.verifier.lookAgain(true)).isFalse();
        Verification verification = comparing.verifier.end(true);
        assertThat(verification.pass().findings()).isEqualTo(2);
        assertThat(verification.repaired()).isEqualTo(1);
        assertThat(verification.afterRepair().orElseThrow().first())
                .extracting(finding -> finding.path().latin1())
                .containsExactly("extra");
        assertThat(verification.isEqual()).isFalse();
    }
}
