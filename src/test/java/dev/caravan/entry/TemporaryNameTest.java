package dev.caravan.entry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemporaryNameTest {
    @Property
    void fitsInANameAndIsRecognized(
            @ForAll @NotEmpty @CharRange(from = 'a', to = '\u00ff') @StringLength(max = 255) String name) {
        RelativePath temporary = TemporaryName.beside(new RelativePath("d").child(name));
        assertThat(temporary.parent()).isEqualTo(new RelativePath("d"));
        assertThat(temporary.name()).hasSizeLessThanOrEqualTo(56);
        assertThat(TemporaryName.is(temporary.name())).isTrue();
    }

    @Test
    void keepsLongNamesOfOneBeginningApart() {
        String beginning = "x".repeat(254);
        assertThat(beside(beginning + "a")).isNotEqualTo(beside(beginning + "b"));
        assertThat(beside(beginning + "a")).isEqualTo(beside(beginning + "a"));
    }

    @Test
    void standsBesideAnEntryOfTheRoot() {
        assertThat(beside("a").parent()).isEqualTo(RelativePath.ROOT);
        assertThat(beside("a").name()).matches("\\.caravan\\.[0-9a-f]{16}-[0-9a-f]{8}-[0-9a-f]+-[0-9a-f]+\\.tmp");
    }

    @Test
    void tellsWhatIsLeftFromWhatIsBeingMade() {
        Instant now = Instant.parse("2026-11-26T12:00:00Z");
        String ours = beside("a").name();
        assertThat(TemporaryName.isLeftover(ours, Instant.EPOCH, now, Makers.OF_THIS_HOST))
                .isFalse();
        // The same number, begun at another time: another process had it.
        String begun = ours.replaceAll("-[0-9a-f]+\\.tmp$", "-1.tmp");
        assertThat(TemporaryName.isLeftover(begun, now, now, Makers.OF_THIS_HOST))
                .isTrue();
        String elsewhere = ".caravan.0123456789abcdef-00000000-1-1.tmp";
        assertThat(TemporaryName.isOfOtherHost(elsewhere)).isTrue();
        assertThat(TemporaryName.isLeftover(elsewhere, now.minusSeconds(600), now, Makers.OF_THIS_HOST))
                .isFalse();
        assertThat(TemporaryName.isLeftover(elsewhere, now.minusSeconds(601), now, Makers.OF_THIS_HOST))
                .isTrue();
        assertThat(TemporaryName.isLeftover("a", Instant.EPOCH, now, Makers.OF_THIS_HOST))
                .isFalse();
    }

    /** These are people's files: they go to the trash like any other, and not for good. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                ".caravan",
                ".caravan.tmp",
                ".caravan.a.tmp",
                ".caravan.my-own-notes.tmp",
                ".caravan.a-0123abcd.tmp",
                ".caravan.a-0123ABCD.tmp",
                ".caravan.-00000001.tmp",
                ".caravan.0123456789abcdef.tmp",
                ".caravan.0123456789ABCDEF-00000000-1-1.tmp",
                ".caravan.0123456789abcdef-00000000-1.tmp",
                "a.tmp",
                ".caravan.a-12345678.tmp.old"
            })
    void recognizesNoNameThatItNeverGives(String name) {
        assertThat(TemporaryName.is(name)).isFalse();
    }

    private static RelativePath beside(String name) {
        return TemporaryName.beside(new RelativePath(name));
    }
}
