package dev.caravan.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Gap;
import dev.caravan.entry.RelativePath;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A pass over both trees: what it counts, and when it may call them equal. */
class VerifierTest extends VerifierFixture {
    @Test
    void findsNothingInEqualTrees() throws Exception {
        Comparing comparing = new Comparing(source, target, clock);
        Summary summary = comparing.verify(CONTENT).pass();
        assertThat(summary.isEqual()).isTrue();
        assertThat(summary.matches()).isEqualTo(3);
        assertThat(summary.bytes()).isEqualTo("content".length());
        assertThat(comparing.meters.counter("caravan.verify.entries").count()).isEqualTo(3);
        assertThat(comparing.meters.counter("caravan.verify.directories").count())
                .isEqualTo(2);
    }

    @Test
    void countsWhatDiffersInContentAloneApart() throws Exception {
        file(target.resolve("d/f"), "cOntent");
        file(target.resolve("d/g"), "content");
        file(source.resolve("d/g"), "content and more");
        setTimes();
        Summary summary = new Comparing(source, target, clock).verify(CONTENT).pass();
        assertThat(summary.differing()).isEqualTo(2);
        assertThat(summary.contentAlone()).isEqualTo(1);
    }

    @Test
    void comparesContentOnlyWhereAsked() throws Exception {
        file(target.resolve("d/f"), "cOntent");
        setTimes();
        assertThat(find(VerifyOptions.ATTRIBUTES)).isEmpty();
    }

    @Test
    void isNotEqualWhereAPartWasNotLookedAt() throws Exception {
        Comparing comparing = new Comparing(source, target, clock);
        comparing.verifier.begin(CONTENT);
        comparing.walk();
        comparing.verifier.missed(
                Gap.below(new RelativePath("d"), "walk", clock.instant(), "directory d cannot be listed"));
        assertThat(comparing.verifier.end(true).pass().first())
                .containsExactly(new Outcome.Error(new RelativePath("d"), "directory d cannot be listed"));
        comparing.verifier.begin(CONTENT);
        comparing.walk();
        Verification cut = comparing.verifier.end(false);
        assertThat(cut.pass().findings()).isZero();
        assertThat(cut.isEqual()).isFalse();
    }

    @Test
    void isNotEqualWhereARootIsNotWhatItWas() throws Exception {
        Comparing comparing = new Comparing(source, target, clock);
        comparing.verifier.begin(CONTENT);
        comparing.walk();
        Files.move(target, folder.resolve("unmounted"));
        Files.createDirectory(target);
        assertThat(comparing.verifier.end(true).pass().first())
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("still mounted"));
    }

    @Test
    void refusesASecondPassUntilTheFirstHasEnded() throws Exception {
        Comparing comparing = new Comparing(source, target, clock);
        comparing.verifier.begin(CONTENT);
        assertThatThrownBy(() -> comparing.verifier.begin(CONTENT)).isInstanceOf(IllegalStateException.class);
        comparing.verifier.end(true);
        comparing.verifier.begin(CONTENT);
        comparing.verifier.end(true);
    }

    @Test
    void tellsOfEveryLookAtTheSource() throws Exception {
        List<String> looks = new ArrayList<>();
        Files.delete(target.resolve("d/f"));
        setTimes();
        new Comparing(source, target, clock, (path, look) -> looks.add(path.toString())).verify(CONTENT);
        assertThat(looks).containsExactly(".", "d", "d/f", "d/f");
    }
}
