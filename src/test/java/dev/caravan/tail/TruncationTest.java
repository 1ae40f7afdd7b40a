package dev.caravan.tail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logs that were truncated, copied before or not, and files that look like them. */
class TruncationTest extends FollowerFixture {
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
}
