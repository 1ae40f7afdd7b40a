package dev.caravan.tail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.LineBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Renamed logs that are written to for a while. */
class ReadOnTest extends FollowerFixture {
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
}
