package dev.caravan.tail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.LineBatch;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines that are too long, cut, or go on. */
class CutLineTest extends FollowerFixture {
    // Too long

    @ParameterizedTest
    @CsvSource({"201", "399", "400", "401", "5000", "20000"})
    void discardsALineThatIsTooLong(int length) throws IOException {
        log.batchBytes = 1;
        log.append("").begin().append("one\n" + "x".repeat(length) + "\n" + "y".repeat(200) + "\ntwo\n");
        assertThat(log.read()).containsExactly("one", "y".repeat(200), "two");
        assertThat(log.reasons()).singleElement().asString().contains("1 lines longer than 200 bytes");
        assertThat(log.meter("caravan.tail.discarded")).isEqualTo(1);
        assertThat(log.meter("caravan.tail.lines")).isEqualTo(4);
        log.restart();
        assertThat(log.read()).isEmpty();
    }

    @Test
    void handsOnNoPartOfALineThatGrowsTooLong() throws IOException {
        log.append("").begin().append("one\n" + "x".repeat(300));
        assertThat(log.read()).containsExactly("one");
        log.append("x".repeat(3000));
        assertThat(log.read()).isEmpty();
        log.restart();
        log.append("x\ntwo\n");
        assertThat(log.read()).containsExactly("two");
        assertThat(log.gaps).hasSize(1);
    }

    @Test
    void discardsALastLineThatIsTooLong() throws IOException {
        log.append("").begin().append("x".repeat(300)).rename("", ".1").append("two\n");
        assertThat(log.read()).containsExactly("two");
        log.clock.advance(log.linger);
        assertThat(log.read()).isEmpty();
        assertThat(log.meter("caravan.tail.discarded")).isEqualTo(1);
        assertThat(log.gaps).hasSize(1);
    }

    @Test
    void saysThatTheLastLineOfAClosedLogMayBeCut() throws IOException {
        log.append("").begin().append("one\nhal").rename("", ".1").append("two\n");
        log.poll().ticket().release();
        LineBatch batch = log.poll();
        assertThat(batch.lines()).containsExactly("hal");
        assertThat(batch.isCut(0)).isTrue();
        batch.ticket().release();
        log.read();
        log.clock.advance(log.linger);
        assertThat(log.read()).as("said already").isEmpty();
        assertThat(log.offsets.out()).isZero();
        log.clock.advance(Duration.ofSeconds(10));
        log.read();
        assertThat(log.gaps).as("it did not grow").isEmpty();
    }

    @Test
    void recordsAGapWhereTheLastLineOfAClosedLogWasCutBeforeAnybodyKnowsWhatItWas() throws IOException {
        log.include = "]Lookup,";
        log.append("").begin().append("a]Lookup,b\na]Loo").rename("", ".1").append("c]Lookup,d\n");
        assertThat(log.read()).containsExactly("a]Lookup,b", "c]Lookup,d");
        log.clock.advance(log.linger);
        log.read();
        assertThat(log.reasons()).singleElement().asString().contains("has no newline");
    }

    @Test
    void keepsWhatGoesOnWithALineThatMatters() throws IOException {
        log.include = "]Lookup,";
        log.lineStart = STARS;
        log.append("* first\n").begin();
        log.append("* other\njunk\n* a]Lookup,new\nline\n\n* other\njunk\n* b]Lookup,x\n");
        assertThat(log.read()).containsExactly("* a]Lookup,new", "line", "", "* b]Lookup,x");
        log.append("rest\n* other\n");
        assertThat(log.read()).as("of the line before, which was read already").containsExactly("rest");
    }

    @Test
    void keepsALineWithinWhichAnotherOneBegins() throws IOException {
        log.include = "]Lookup,";
        log.lineStart = STARS;
        log.append("* first\n").begin().append("* other\n* torn* other\n* other\n");
        assertThat(log.read()).containsExactly("* torn* other");
    }
}
