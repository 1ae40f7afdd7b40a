package dev.caravan.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.LineBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FollowerTest extends FollowerFixture {
    @Test
    void handsOnWholeLinesWithTheirOffsets() throws IOException {
        log.append("old\n").begin().append("one\r\ntwo\n\n");
        LineBatch batch = log.poll();
        assertThat(batch.lines()).containsExactly("one", "two", "");
        assertThat(List.of(batch.offset(0), batch.offset(1), batch.offset(2))).containsExactly(4L, 9L, 13L);
        assertThat(log.poll()).isNull();
    }

    @Test
    void handsOnNoHalfLine() throws IOException {
        log.append("").begin().append("one\nha");
        assertThat(log.read()).containsExactly("one");
        log.append("lf");
        assertThat(log.read()).isEmpty();
        log.append("\n");
        assertThat(log.read()).containsExactly("half");
    }

    @Test
    void keepsBytesAsTheyAre() throws IOException {
        log.append("").begin().append("\0\u00ff\u0080 \t$(x) {{y}}\n");
        assertThat(log.read()).containsExactly("\0\u00ff\u0080 \t$(x) {{y}}");
    }

    @ParameterizedTest
    @CsvSource({"END, 'new'", "BEGINNING, 'old,new'"})
    void beginsWhereItIsToldWithoutACheckpoint(Start start, String expected) throws IOException {
        log.start = start;
        log.append("old\n").begin().append("new\n");
        assertThat(String.join(",", log.read())).isEqualTo(expected);
    }

    @Test
    void countsTheHalfLineThatStandsAtTheEndAtTheStartAsNew() throws IOException {
        log.append("old\nha").begin().append("lf\n");
        assertThat(log.read()).containsExactly("half");
    }

    @Test
    void goesOnAtTheMarkAfterARestart() throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.append("two\n");
        log.poll(); // its ticket stays out
        log.append("three\n");
        log.poll().ticket().release();
        log.restart();
        assertThat(log.read()).containsExactly("two", "three");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void marksTheStartBeforeAnythingIsRead() throws IOException {
        log.append("old\n").begin().append("new\n").restart();
        assertThat(log.read()).containsExactly("new");
    }

    @Test
    void dropsLinesWithoutTheIncludeTextAndMovesTheMarkPastThem() throws IOException {
        log.include = "]Lookup,";
        log.append("").begin().append("a]Lookup,b\nLookup\n");
        assertThat(log.read()).containsExactly("a]Lookup,b");
        log.append("]Look\n");
        assertThat(log.read()).isEmpty();
        assertThat(log.offsets.out()).isZero();
        assertThat(log.offsets.read().orElseThrow().offset()).isEqualTo(24);
        assertThat(log.meter("caravan.tail.lines")).isEqualTo(3);
        assertThat(log.meter("caravan.tail.bytes")).isEqualTo(24);
        assertThat(log.meter("caravan.tail.included")).isEqualTo(1);
    }

    @Test
    void changesNoBatchThatItHandedOn() throws IOException {
        log.append("").begin().append("one\n");
        LineBatch first = log.poll();
        log.append("two\n".repeat(900));
        LineBatch second = log.poll();
        log.append("six\n".repeat(900));
        log.poll();
        assertThat(first.lines()).containsExactly("one");
        assertThat(second.lines()).hasSize(900).containsOnly("two");
    }

    // Out of reach

    @Test
    void readsALogFromItsFirstByteThatAppearsLater() throws IOException {
        log.begin();
        assertThat(log.read()).isEmpty();
        log.append("one\n").rename("", ".1").append("two\n");
        assertThat(log.read()).containsExactly("one", "two");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void readsOnInTheRotatedFileWhereTheLogIsMissingAtTheStart() throws IOException {
        log.append(".2", "older\n").append(".1", "old\n").begin();
        log.append(".1", "late\n").append("one\n");
        assertThat(log.read()).containsExactly("late", "one");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void findsALogAgainThatWasAway() throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        Path away = log.directory.resolve("away");
        Files.move(log.path(""), away);
        log.restart();
        assertThat(log.read()).isEmpty();
        Files.move(away, log.path(""));
        log.append("two\n");
        assertThat(log.read()).containsExactly("two");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void readsOnceADirectoryAtItsPlaceIsALogAgain() throws IOException {
        Files.createDirectory(log.path(""));
        log.begin();
        assertThat(log.read()).isEmpty();
        log.delete("").append("one\n");
        assertThat(log.read()).containsExactly("one");
    }

    @Test
    void keepsTryingWhileItCannotBeRead() throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.rename("", ".1");
        Files.createSymbolicLink(log.path(""), log.path(""));
        log.append(".1", "two\n");
        assertThat(log.read()).containsExactly("two");
        log.delete("").append("three\n");
        assertThat(log.read()).containsExactly("three");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void keepsTryingWhileItsDirectoryIsAway(@TempDir Path other) throws IOException {
        log = new ClientLog(other.resolve("logs"));
        log.begin();
        assertThat(log.read()).isEmpty();
        Files.createDirectory(log.directory);
        log.append("one\n");
        assertThat(log.read()).containsExactly("one");
    }

    @Test
    void skipsNothingWhenAGapCannotBeRecorded() throws IOException {
        log.append("").begin().append("one\n" + "x".repeat(300) + "\ntwo\n");
        log.recorder = gap -> {
            throw new IllegalStateException("disk full");
        };
        assertThatThrownBy(log::poll).hasMessage("disk full");
        log.recorder = log.gaps::add;
        assertThat(log.read()).containsExactly("one", "two");
        assertThat(log.gaps).hasSize(1);
    }

    @Test
    void showsHowFarBehindItIs() throws IOException {
        log.append("").begin();
        assertThat(log.meter("caravan.tail.lag.bytes")).isZero();
        log.batchBytes = 1;
        log.restart().append(numbered(0, 100)).rename("", ".1").append("0123456789\n");
        log.poll();
        assertThat(log.meter("caravan.tail.lag.bytes")).isBetween(11.0 + 500, 11.0 + 900);
        log.read();
        assertThat(log.meter("caravan.tail.lag.bytes")).isZero();
        assertThat(log.meter("caravan.tail.lag.seconds")).isZero();
    }

    @Test
    void tellsWhileItIsGone() throws IOException {
        log.append("").begin();
        log.read();
        assertThat(log.meter("caravan.tail.unreadable")).isZero();
        log.delete("");
        log.read();
        assertThat(log.meter("caravan.tail.unreadable")).isEqualTo(1);
        log.append("one\n");
        log.read();
        assertThat(log.meter("caravan.tail.unreadable")).isZero();
    }
}
