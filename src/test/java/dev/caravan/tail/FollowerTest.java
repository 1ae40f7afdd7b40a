package dev.caravan.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.ByteSearch;
import dev.caravan.change.LineBatch;
import dev.caravan.change.LineStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FollowerTest {
    private ClientLog log;

    @BeforeEach
    void make(@TempDir Path directory) {
        log = new ClientLog(directory);
    }

    @AfterEach
    void close() {
        log.stop();
    }

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

    // Compressed

    @Test
    void resumesACompressedFileAtTheUncompressedOffset() throws IOException {
        log.append("").begin();
        log.append(numbered(0, 500));
        log.read();
        log.append(numbered(500, 1000)).rename("", ".1").append("next\n").compress(".1");
        log.restart();
        assertThat(log.read()).hasSize(501).startsWith("line 500").endsWith("line 999", "next");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void goesOnWithinACompressedFileAfterARestart() throws IOException {
        log.append("").begin();
        log.append(numbered(0, 2000)).rename("", ".2").append(numbered(2000, 4000));
        log.rename("", ".1").append("next\n").compress(".2").compress(".1");
        log.restart();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            LineBatch batch = log.poll();
            lines.addAll(batch.lines());
            batch.ticket().release();
            log.restart();
        }
        lines.addAll(log.read());
        assertThat(lines).hasSize(4001).doesNotHaveDuplicates().endsWith("line 3999", "next");
        assertThat(log.gaps).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1000", "30", "0"})
    void readsThePlainFileWhereBothAreThere(int compressedBytes) throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.append("two\n").rename("", ".2").append("three\n").rename("", ".1").append("four\n");
        for (String suffix : List.of(".2", ".1")) {
            byte[] bytes = log.gzipped(suffix);
            Files.write(log.path(suffix + ".gz"), Arrays.copyOf(bytes, Math.min(compressedBytes, bytes.length)));
        }
        log.restart();
        assertThat(log.read()).containsExactly("two", "three", "four");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void readsBothWhereTheCompressedFileIsAnother() throws IOException {
        log.append("")
                .begin()
                .append("one\n")
                .rename("", ".2")
                .append("two\n")
                .rename("", ".1")
                .compress(".1");
        log.append("three\n").rename("", ".1").append("four\n");
        log.restart();
        assertThat(log.read()).containsExactly("one", "two", "three", "four");
    }

    @ParameterizedTest
    @CsvSource({"truncated", "corrupt"})
    void takesWhatCanBeReadOfADamagedFileAndGoesOn(String damage) throws IOException {
        log.append("").begin();
        log.append(numbered(0, 100));
        log.read();
        log.append(numbered(100, 20_000)).rename("", ".1").append("next\n").compress(".1");
        byte[] bytes = Files.readAllBytes(log.path(".1.gz"));
        if (damage.equals("truncated")) {
            bytes = Arrays.copyOf(bytes, bytes.length / 2);
        } else {
            Arrays.fill(bytes, bytes.length / 2, bytes.length, (byte) 0x55);
        }
        Files.write(log.path(".1.gz"), bytes);
        log.restart();
        List<String> lines = log.read();
        assertThat(lines)
                .hasSizeGreaterThan(1000)
                .startsWith("line 100", "line 101")
                .endsWith("next");
        assertThat(lines.subList(0, 1000)).containsExactly(numbered(100, 1100).split("\n"));
        assertThat(log.reasons()).singleElement().asString().contains("Client.log.1.gz is damaged");
    }

    @Test
    void recordsAGapForAFileThatIsNoGzipAtAll() throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.rename("", ".2").append(".1.gz", "no gzip").append("two\n");
        assertThat(log.read()).containsExactly("two");
        assertThat(log.reasons()).singleElement().asString().contains("damaged");
    }

    @Test
    void recordsAGapForACompressionThatItCannotRead() throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.rename("", ".2").append(".1.zst", "zstd").append("two\n");
        assertThat(log.read()).containsExactly("two");
        assertThat(log.reasons()).singleElement().asString().contains(".1.zst is compressed in a form");
    }

    // Truncation

    @Test
    void startsAtTheFirstByteOfATruncatedLog() throws IOException {
        log.append("").begin().append("one\ntwo\n");
        log.read();
        log.truncate().append("new\n");
        assertThat(log.read()).containsExactly("new");
        assertThat(log.reasons()).singleElement().asString().contains("truncated");
    }

    @Test
    void seesATruncationEvenIfTheLogHasGrownPastTheOffset() throws IOException {
        log.append("banner\n").begin().append("one\n");
        log.read();
        log.truncate().append("banner\nnew\nand much more of it\n");
        assertThat(log.read()).containsExactly("banner", "new", "and much more of it");
        assertThat(log.gaps).hasSize(1);
    }

    @Test
    void seesATruncationUnderALongBannerThatStaysTheSame() throws IOException {
        log.maxLineBytes = 3000;
        String banner = "banner ".repeat(300) + "\n";
        log.append(banner).begin().append("one\n".repeat(100));
        log.read();
        log.truncate().append(banner + "new\n".repeat(101));
        assertThat(log.read()).hasSize(102).endsWith("new");
        assertThat(log.gaps).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void drainsTheCopyOfACopiedAndTruncatedLog(boolean down) throws IOException {
        log.append("").begin().append("one\n");
        log.read();
        log.append("two\n").copy("", ".1").truncate().append("three\n");
        log.rename(".1", ".2").copy("", ".1").truncate().append("four\n");
        if (down) {
            log.restart();
        }
        assertThat(log.read()).containsExactly("two", "three", "four");
        assertThat(log.gaps).hasSize(1);
        assertThat(log.reasons().get(0)).contains("truncated");
    }

    @Test
    void findsTheCopyOfALogThatWasTruncatedBeforeItsFirstByteWasRead() throws IOException {
        log.append("").begin();
        assertThat(log.read()).isEmpty();
        log.append("one\n").copy("", ".1").truncate().append("two\n");
        assertThat(log.read()).containsExactly("one", "two");
        assertThat(log.gaps).hasSize(1);
    }

    /** The log is empty again at the next look, with a later time than its copy has. */
    @Test
    void findsTheCopyOfALogThatLookedEmptyBeforeAndAfterIt() throws IOException {
        log.append("before\n").begin();
        log.truncate();
        assertThat(log.read()).isEmpty();
        log.append("one\n").copy("", ".1").truncate();
        at("", 5);
        assertThat(log.read()).isEmpty();
        log.append("two\n");
        assertThat(log.read()).containsExactly("one", "two");
        assertThat(log.gaps).hasSize(2);
    }

    @Test
    void doesNotReadAnOldRotatedFileAgainAfterATruncation() throws IOException {
        log.append(".1", "old\n");
        log.append("").begin().append("one\n");
        at(".1", -10);
        log.read();
        log.truncate().append("new\n");
        assertThat(log.read()).containsExactly("new");
    }

    // Identity

    @Test
    void tellsTwoLogsApartThatBeginWithTheSameLine() throws IOException {
        log.append("same\nold\n").rename("", ".1");
        at(".1", -10);
        log.append("same\n").begin().append("one\n");
        log.restart();
        assertThat(log.read()).containsExactly("one");
        log.rename(".1", ".2").rename("", ".1").append("same\nnew\n");
        log.restart();
        assertThat(log.read()).containsExactly("same", "new");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void doesNotTakeAnotherFileThatGotTheSameInodeForItsOwn() throws IOException {
        log.append("").begin().append("one\ntwo\n");
        log.read();
        log.rename("", ".1").append("other\nmore\n");
        LogPosition ours = log.offsets.read().orElseThrow();
        FileId reused = LogFile.look(log.path(""), "").orElseThrow().id();
        log.offsets.begin(new LogPosition(
                reused.device(), reused.inode(), ours.offset(), ours.head(), ours.tail(), ours.modified()));
        log.restart();
        assertThat(log.read()).containsExactly("other", "more");
    }

    @Test
    void doesNotTakeALogThatMerelyBeginsAlikeForItsOwn() throws IOException {
        log.append("").begin().append("banner\n");
        log.read();
        log.rename("", "-kept-elsewhere").append("banner\nnew\n");
        Files.move(log.path("-kept-elsewhere"), log.directory.resolve("elsewhere"));
        log.restart();
        assertThat(log.read()).containsExactly("banner", "new");
        assertThat(log.gaps).hasSize(1);
    }

    @Test
    void findsALongFileAgainWhoseDeviceHasAnotherNumberNow() throws IOException {
        log.append("").begin().append(numbered(0, 200));
        log.read();
        LogPosition ours = log.offsets.read().orElseThrow();
        log.offsets.begin(new LogPosition(
                ours.device() + 1, ours.inode(), ours.offset(), ours.head(), ours.tail(), ours.modified()));
        log.append("next\n").restart();
        assertThat(log.read()).containsExactly("next");
        assertThat(log.gaps).isEmpty();
    }

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

    private void at(String suffix, int minutes) throws IOException {
        Instant time = Files.getLastModifiedTime(log.path(suffix)).toInstant().plusSeconds(60L * minutes);
        Files.setLastModifiedTime(log.path(suffix), FileTime.from(time));
    }

    private static String numbered(int from, int to) {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++) {
            lines.append("line ").append(i).append('\n');
        }
        return lines.toString();
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

    // A renamed log is read on

    @Test
    void readsOnALogThatWasRenamed() throws IOException {
        log.append("").begin().append("one\n").rename("", ".1").append("two\n");
        assertThat(log.read()).containsExactly("one", "two");
        log.append(".1", "late\n").append("three\n");
        assertThat(log.read()).containsExactlyInAnyOrder("late", "three");
        log.clock.advance(log.linger.minusMillis(1));
        log.append(".1", "later\n");
        assertThat(log.read()).containsExactly("later");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void readsOnALogThatWasRenamedAndRemoved() throws IOException {
        log.append("").begin().append("one\n").rename("", ".1").append("two\n");
        log.read();
        log.append(".1", "late\n").delete(".1");
        assertThat(log.read()).containsExactly("late");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void readsOnALogThatGrowsWhileTheNextOneDoes() throws IOException {
        log.batchBytes = 1;
        log.append("").begin().append("one\n").rename("", ".1").append("two\n");
        log.read();
        log.append(".1", "late\n".repeat(500)).append("new\n".repeat(500));
        List<String> first = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            LineBatch batch = log.poll();
            first.addAll(batch.lines());
            batch.ticket().release();
        }
        assertThat(first).contains("late", "new");
        assertThat(log.read()).hasSize(1000 - first.size());
    }

    @Test
    void marksNothingThatCameAfterALogThatIsReadOn() throws IOException {
        log.append("").begin().append("one\n").rename("", ".1").append("two\n");
        log.read();
        log.append(".1", "late\n");
        log.restart();
        assertThat(log.read()).containsExactly("late", "two");
        log.append("three\n");
        assertThat(log.read()).containsExactly("three");
        log.clock.advance(log.linger);
        assertThat(log.read()).isEmpty();
        assertThat(log.offsets.out()).isZero();
        log.restart();
        assertThat(log.read()).isEmpty();
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void readsOnAfterItWasStopped() throws IOException {
        log.append("").begin().append("one\n").rename("", ".1").append("two\n");
        log.read();
        log.stop();
        log.append(".1", "late\n").append("three\n");
        assertThat(log.read()).containsExactlyInAnyOrder("late", "three");
        assertThat(log.gaps).isEmpty();
    }

    @Test
    void skipsNothingThatCameLateWhenAGapCannotBeRecorded() throws IOException {
        log.append("").begin().append("one\n").rename("", ".1").append("two\n");
        log.read();
        log.append(".1", "late\n" + "x".repeat(300) + "\nlater\n");
        log.recorder = gap -> {
            throw new IllegalStateException("disk full");
        };
        assertThatThrownBy(log::read).hasMessage("disk full");
        log.recorder = log.gaps::add;
        assertThat(log.read()).contains("late", "later");
        assertThat(log.gaps).hasSize(1);
    }

    @Test
    void recordsAGapWhereARenamedLogIsGoneBeforeItWasReadOn() throws IOException {
        log.append("").begin().append("one\n").rename("", ".1").append("two\n");
        log.read();
        log.stop();
        log.delete(".1");
        log.read();
        assertThat(log.reasons()).singleElement().asString().contains("could not be read on");
    }

    @Test
    void recordsAGapWhereARenamedLogGrowsAfterThat() throws IOException {
        log.append("").begin().append("one\n").rename("", ".1").append("two\n");
        log.read();
        log.clock.advance(log.linger);
        log.read();
        assertThat(log.gaps).isEmpty();
        log.append(".1", "too late\n");
        log.clock.advance(Duration.ofSeconds(10));
        assertThat(log.read()).isEmpty();
        assertThat(log.reasons()).singleElement().asString().contains("grew after it was read for the last time");
        log.clock.advance(Duration.ofSeconds(10));
        log.read();
        assertThat(log.gaps).as("said once").hasSize(1);
    }

    @Test
    void recordsAGapWhereARenamedLogGrewWhileNobodyFollowed() throws IOException {
        log.append("").begin().append("one\n").rename("", ".1").append("two\n");
        log.read();
        log.clock.advance(log.linger);
        log.read();
        log.append(".1", "too late\n");
        Files.setLastModifiedTime(
                log.path(".1"),
                FileTime.from(
                        Files.getLastModifiedTime(log.path("")).toInstant().plusMillis(1)));
        log.restart();
        log.read();
        assertThat(log.reasons()).singleElement().asString().contains("was written after the file that came after it");
    }

    @Test
    void doesNotReadOnWhereThatIsSwitchedOff() throws IOException {
        log.linger = Duration.ZERO;
        log.append("").begin().append("one\n").rename("", ".1").append("two\n");
        log.read();
        assertThat(log.offsets.out()).isZero();
        log.append(".1", "late\n");
        log.clock.advance(Duration.ofSeconds(10));
        assertThat(log.read()).isEmpty();
    }

    @Test
    void handsOnTheLineThatARenamedLogEndsWithAsItStandsAndAgainWhenItIsWhole() throws IOException {
        log.append("").begin().append("one\nhal").rename("", ".1").append("two\n");
        assertThat(log.read()).containsExactly("one", "hal", "two");
        log.append(".1", "f\n");
        assertThat(log.read()).containsExactly("half");
        log.clock.advance(log.linger);
        assertThat(log.read()).isEmpty();
        assertThat(log.gaps).isEmpty();
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

    /** A log of which each line begins with a star. */
    private static final LineStart STARS = new LineStart() {
        @Override
        public boolean isAt(byte[] bytes, int from, int to) {
            return from < to && bytes[from] == '*';
        }

        @Override
        public int within(byte[] bytes, int from, int to) {
            return ByteSearch.indexOf(bytes, from + 1, to, (byte) '*');
        }
    };
}
