package dev.caravan.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs that are renamed, in every way that rotations number and name them. */
class RotationTest extends FollowerFixture {
    // Rotation by rename

    @Test
    void drainsARenamedLogBeforeTheNextBegins() throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.append("two\n").rename("", ".1").append("three\n");
        assertThat(log.read()).containsExactly("two", "three");
        assertThat(log.gaps).isEmpty();
        assertThat(log.meter("caravan.tail.rotations")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void catchesUpSeveralRotationsOldestFirst(boolean down) throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.append("two\n").rename("", ".1").append("three\n");
        log.rename(".1", ".2").rename("", ".1").append("four\n");
        log.rename(".2", ".3").rename(".1", ".2").rename("", ".1").append("five\n");
        if (down) {
            log.restart();
        }
        assertThat(log.read()).containsExactly("two", "three", "four", "five");
        assertThat(log.gaps).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-20260326,-20260327", ".2026-03-26,.2026-03-27", "-20261231,-20270101", ".old,.older"})
    void catchesUpOtherNames(String first, String second) throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.append("two\n")
                .rename("", first)
                .append("three\n")
                .rename("", second)
                .append("four\n");
        at(first, 1);
        at(second, 2);
        log.restart();
        assertThat(log.read()).containsExactly("two", "three", "four");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void leavesOtherLogsAlone() throws IOException {
        log.append("")
                .begin()
                .append("2", "another\n")
                .append("ger", "another\n")
                .append(".lock", "1\n");
        log.append("one\n").rename("", ".1").append("two\n");
        assertThat(log.read()).containsExactly("one", "two");
    }

    @Test
    void readsOnInARenamedLogUntilTheNewOneHoldsAByte() throws IOException {
        log.append("").begin().append("one\n").rename("", ".1").append("");
        assertThat(log.read()).containsExactly("one");
        log.append(".1", "late\nla");
        assertThat(log.read()).containsExactly("late");
        log.append(".1", "ter\n").append("two\n");
        assertThat(log.read()).containsExactly("later", "two");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void handsOnALastLineWithoutNewlineOnceItsFileIsClosed() throws IOException {
        log.append("").begin().append("one\nlast");
        assertThat(log.read()).containsExactly("one");
        log.rename("", ".1");
        assertThat(log.read()).isEmpty();
        log.append("two\n");
        assertThat(log.read()).containsExactly("last", "two");
        log.clock.advance(log.linger);
        assertThat(log.read()).isEmpty();
        log.restart();
        assertThat(log.read()).isEmpty();
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void losesNothingOfARenamedLogThatIsCompressedWhileItIsRead() throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.append("two\n").rename("", ".1").compress(".1").append("three\n");
        assertThat(log.read()).containsExactly("two", "three");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void recordsAGapWhenWhatWasReadLastIsGone() throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.delete("").append("two\n").restart();
        assertThat(log.read()).containsExactly("two");
        assertThat(log.reasons())
                .singleElement()
                .asString()
                .contains("neither at its place nor among the rotated ones");
    }

    @Test
    void recordsAGapWhenTheLogIsReplacedWhileItIsFollowed() throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.append("two\n").delete("").append("three\n");
        assertThat(log.read()).containsExactly("two", "three");
        assertThat(log.reasons()).singleElement().asString().contains("not among the rotated ones");
    }

    @Test
    void goesOnWithTheOldestFileThatMayBeNewerWhenItsOwnIsGone() throws IOException {
        log.append("-1", "before\n");
        log.append("").begin().append("one\n");
        at("-1", -10);
        log.read();
        log.rename("", ".9").append("two\n").rename("", ".1").append("three\n").delete(".9");
        log.restart();
        assertThat(log.read()).containsExactly("two", "three");
        assertThat(log.gaps).hasSize(1);
    }

    @Test
    void recordsAGapWhenANumberIsMissing() throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.rename("", ".3").append("two\n").rename("", ".1").append("three\n");
        assertThat(log.read()).containsExactly("two", "three");
        assertThat(log.reasons()).singleElement().asString().contains("number 2 is missing");
    }
}
