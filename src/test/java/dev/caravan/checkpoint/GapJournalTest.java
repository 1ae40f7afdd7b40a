package dev.caravan.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.caravan.change.Durability;
import dev.caravan.change.Gap;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.LogCapture;
import dev.caravan.testing.SettableClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GapJournalTest {
    private static final Instant T0 = SettableClock.START;

    @TempDir
    Path state;

    private final SettableClock clock = new SettableClock();
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final FaultyDisk disk = FaultyDisk.sound();

    private GapJournal journal(Disk on) throws IOException {
        return new GapJournal(state, 0, clock, meters, on);
    }

    /** As a start after a crash finds it: nobody closed anything. */
    private List<OpenGap> onDisk() throws IOException {
        // A copy, since a start writes the file anew.
        Path copy = Files.createTempDirectory(state, "copy");
        Files.copy(state.resolve("gaps.jsonl"), copy.resolve("gaps.jsonl"));
        return new GapJournal(copy, 0, clock, new SimpleMeterRegistry(), Disk.REAL).open();
    }

    private double writes() {
        return meters.get("caravan.checkpoint.writes").counter().count();
    }

    private static Instant at(long seconds) {
        return T0.plusSeconds(seconds);
    }

    @Test
    void closesAGapOnceWhatHealsItIsOnTheTargetsDiskAndWaitsForNobody() throws IOException {
        Deque<CompletableFuture<Void>> asked = new ArrayDeque<>();
        Durability later = new Durability() {
            @Override
            public CompletableFuture<Void> covered() {
                asked.add(new CompletableFuture<>());
                return asked.getLast();
            }

            @Override
            public void flush() {
                throw new AssertionError("nobody is in a hurry");
            }

            @Override
            public void await() {
                throw new AssertionError("a worker waits");
            }
        };
        try (GapJournal journal = new GapJournal(state, 0, clock, new SimpleMeterRegistry(), later)) {
            journal.record(Gap.at("client-log", clock.instant(), "one"));
            long walk = journal.walkBegins();
            journal.walked(RelativePath.ROOT, walk);
            journal.heal(RelativePath.ROOT, walk, clock.instant());
            assertThat(journal.open()).hasSize(1);
            assertThat(journal.unwalked()).isEmpty();
            asked.poll().completeExceptionally(new IOException("lost"));
            assertThat(journal.open()).hasSize(1);
            assertThat(journal.unwalked()).hasSize(1);
            journal.heal(RelativePath.ROOT, walk, clock.instant());
            asked.poll().complete(null);
            assertThat(journal.open()).isEmpty();
        }
    }

    @Test
    void isOnDiskBeforeRecordReturns() throws IOException {
        journal(disk).record(new Gap("client-log", at(-60), at(0), "the log was truncated"));

        assertThat(onDisk())
                .containsExactly(new OpenGap(
                        T0.toEpochMilli(), new Gap("client-log", at(-60), at(0), "the log was truncated"), 1, 0));
    }

    @Test
    void widensTheGapOfTheSameFeedAndReason() throws IOException {
        GapJournal journal = journal(disk);
        journal.record(Gap.at("client-log", at(0), "one"));
        journal.record(Gap.at("client-log", at(5), "one"));
        journal.record(Gap.at("client-log", at(-5), "one"));
        journal.record(Gap.at("client-log", at(0), "another"));
        journal.record(Gap.at("oplog", at(0), "one"));

        long id = T0.toEpochMilli();
        List<OpenGap> expected = List.of(
                new OpenGap(id, new Gap("client-log", at(-5), at(5), "one"), 3, 0),
                new OpenGap(id + 1, new Gap("client-log", at(0), at(0), "another"), 1, 0),
                new OpenGap(id + 2, new Gap("oplog", at(0), at(0), "one"), 1, 0));
        assertThat(journal.open()).isEqualTo(expected);
        journal.close();
        assertThat(onDisk()).isEqualTo(expected);
    }

    @Test
    void writesAGapThatIsWidenedAllTheTimeOnceASecond() throws IOException {
        GapJournal journal = journal(disk);
        double atStart = writes();
        for (int tenths = 0; tenths <= 100; tenths++) {
            journal.record(Gap.at("client-log", clock.instant(), "one"));
            assertThat(onDisk().get(0).gap().to())
                    .isBetween(clock.instant(), clock.instant().plusSeconds(1));
            clock.advance(Duration.ofMillis(100));
        }

        assertThat(writes() - atStart).isLessThanOrEqualTo(1 + 10);
        journal.close();
        assertThat(onDisk())
                .containsExactly(new OpenGap(T0.toEpochMilli(), new Gap("client-log", at(0), at(10), "one"), 101, 0));
    }

    @Test
    void writesAGapInAnOldLogOnceASecondToo() throws IOException {
        GapJournal journal = journal(disk);
        double atStart = writes();
        for (int second = 0; second < 1000; second++) {
            journal.record(Gap.at("client-log", at(second - 5000), "one"));
        }

        assertThat(writes() - atStart).isEqualTo(2);
        assertThat(onDisk().get(0).gap().to()).isAfterOrEqualTo(at(999 - 5000));
    }

    @Test
    void isHealedByAWalkThatBeganAfterIt() throws IOException {
        GapJournal journal = journal(disk);
        journal.record(Gap.at("client-log", at(0), "before"));
        journal.record(Gap.at("client-log", at(0), "widened"));
        long walk = journal.walkBegins();
        journal.record(new Gap("client-log", at(0), at(11), "during"));
        journal.record(Gap.at("client-log", at(0), "widened"));

        journal.heal(RelativePath.ROOT, walk, at(10));

        assertThat(journal.open()).extracting(open -> open.gap().reason()).containsExactly("widened", "during");
        journal.close();
        assertThat(onDisk()).isEqualTo(journal.open());
    }

    /** A machine that takes its clock's time for another zone's until it is told better. */
    @Test
    void isOlderThanAWalkByItsNumberWhateverTheClockSays() throws IOException {
        GapJournal journal = journal(disk);
        clock.advance(Duration.ofHours(1));
        long walk = journal.walkBegins();
        Instant began = clock.instant();
        clock.advance(Duration.ofHours(-1));
        journal.record(Gap.at("client-log", clock.instant(), "after the walk began, before its time"));
        journal.heal(RelativePath.ROOT, walk, began);
        assertThat(journal.open()).hasSize(1);
        journal.record(Gap.at("client-log", at(9999), "before the walk began, after its time"));
        journal.heal(RelativePath.ROOT, journal.walkBegins(), clock.instant());
        assertThat(journal.open()).isEmpty();
    }

    @Test
    void isOlderOrYoungerThanAWalkThatWasCutOffByAlsoOverARestart() throws IOException {
        long walk;
        try (GapJournal journal = journal(disk)) {
            journal.record(Gap.at("client-log", at(0), "before"));
            journal.record(Gap.at("client-log", at(0), "widened"));
            walk = journal.walkBegins();
            journal.record(Gap.at("client-log", at(0), "widened"));
        }
        try (GapJournal journal = new GapJournal(state, walk, clock, new SimpleMeterRegistry(), disk)) {
            journal.record(Gap.at("client-log", at(0), "after the restart"));
            journal.heal(RelativePath.ROOT, walk, at(1));
            assertThat(journal.open())
                    .extracting(open -> open.gap().reason())
                    .containsExactly("widened", "after the restart");
            assertThat(journal.walkBegins()).isGreaterThan(walk);
        }
    }

    @Test
    void ofAnOlderVersionIsHealedByNoWalkThatWasCutOff() throws IOException {
        Files.writeString(
                state.resolve("gaps.jsonl"),
                "{\"id\":1,\"feed\":\"client-log\",\"from\":\"2026-03-26T12:00:00Z\",\"to\":\"2026-03-26T12:00:00Z\","
                        + "\"reason\":\"one\",\"count\":1}\n");
        GapJournal journal = new GapJournal(state, 7, clock, new SimpleMeterRegistry(), disk);
        journal.heal(RelativePath.ROOT, 7, at(1));
        assertThat(journal.open()).hasSize(1);
        journal.heal(RelativePath.ROOT, journal.walkBegins(), at(1));
        assertThat(journal.open()).isEmpty();
    }

    @Test
    void doesNotBeginWithAGapThatEndsBeforeItBegins() throws IOException {
        Files.writeString(
                state.resolve("gaps.jsonl"),
                "{\"id\":1,\"feed\":\"client-log\",\"from\":\"2026-03-26T12:00:01Z\",\"to\":\"2026-03-26T12:00:00Z\","
                        + "\"reason\":\"one\",\"count\":1}\n");
        assertThatThrownBy(() -> journal(disk))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 1 is damaged", "before it begins", "let a walk go over the whole tree");
    }

    @Test
    void isOpenAndNeedsNoOtherWalkWhileSomethingOfItsWalkWaits() throws IOException {
        GapJournal journal = journal(disk);
        journal.record(Gap.at("client-log", at(0), "one"));
        long walk = journal.walkBegins();
        journal.walked(RelativePath.ROOT, walk);
        assertThat(journal.unwalked()).isEmpty();
        assertThat(onDisk()).hasSize(1);
        journal.record(Gap.at("client-log", at(0), "one"));
        assertThat(journal.unwalked()).as("widened since").hasSize(1);
        journal.heal(RelativePath.ROOT, walk, at(1));
        assertThat(journal.open()).hasSize(1);
    }

    @Test
    void isANewGapWhenItComesBackAfterItWasHealed() throws IOException {
        GapJournal journal = journal(disk);
        journal.record(Gap.at("client-log", at(0), "one"));
        journal.heal(RelativePath.ROOT, journal.walkBegins(), at(1));
        journal.record(Gap.at("client-log", at(2), "one"));

        assertThat(onDisk())
                .containsExactly(new OpenGap(T0.toEpochMilli() + 1, new Gap("client-log", at(2), at(2), "one"), 1, 1));
    }

    @Test
    void staysOpenOverRestartsUntilItIsHealed() throws IOException {
        try (GapJournal journal = journal(disk)) {
            journal.record(Gap.at("client-log", at(0), "one"));
        }
        try (GapJournal journal = journal(disk)) {
            journal.record(Gap.at("client-log", at(3), "one"));
        }
        try (GapJournal journal = journal(disk)) {
            assertThat(journal.open())
                    .containsExactly(new OpenGap(T0.toEpochMilli(), new Gap("client-log", at(0), at(3), "one"), 2, 0));
            journal.heal(RelativePath.ROOT, journal.walkBegins(), at(4));
        }
        journal(disk).close();
        assertThat(state.resolve("gaps.jsonl")).isEmptyFile();
    }

    @Test
    void saysAndTellsOnceOfEachNewGap() throws IOException {
        try (LogCapture log = new LogCapture(GapJournal.class)) {
            GapJournal journal = journal(disk);
            List<Gap> told = new ArrayList<>();
            journal.onGap(told::add);
            Gap first = new Gap("client-log", at(0), at(1), "the log was truncated");
            journal.record(first);
            journal.record(Gap.at("client-log", at(2), "the log was truncated"));

            assertThat(told).containsExactly(first);
            assertThat(log.messages(Level.WARN))
                    .containsExactly("gap in client-log from 2026-03-26T12:00:00Z to 2026-03-26T12:00:01Z:"
                            + " the log was truncated; a walk heals it");
        }
    }

    @Test
    void countsTheOpenGaps() throws IOException {
        GapJournal journal = journal(disk);
        assertThat(meters.get("caravan.checkpoint.gaps").gauge().value()).isZero();
        journal.record(Gap.at("client-log", at(0), "one"));
        journal.record(Gap.at("client-log", at(0), "two"));

        assertThat(meters.get("caravan.checkpoint.gaps").gauge().value()).isEqualTo(2);
    }

    @Test
    void isOpenThoughTheDiskRefusesIt() throws IOException {
        GapJournal journal = journal(disk);
        disk.full(true);
        Gap gap = Gap.at("client-log", at(0), "one");
        assertThatThrownBy(() -> journal.record(gap))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("gaps.jsonl: cannot be written");
        assertThat(journal.open()).hasSize(1);
        assertThat(onDisk()).isEmpty();

        disk.full(false);
        journal.record(gap);
        assertThat(onDisk()).hasSize(1);
    }

    @Test
    void staysOpenWhereItsHealingCannotBeWritten() throws IOException {
        GapJournal journal = journal(disk);
        journal.record(Gap.at("client-log", at(0), "one"));
        disk.full(true);

        long walk = journal.walkBegins();
        assertThatThrownBy(() -> journal.heal(RelativePath.ROOT, walk, at(1))).isInstanceOf(IOException.class);
        assertThat(journal.open()).hasSize(1);
        assertThat(onDisk()).hasSize(1);
        disk.full(false);
        journal.heal(RelativePath.ROOT, walk, at(1));
        assertThat(onDisk()).isEmpty();
    }

    @Test
    void reasonsThatAllDifferDoNotFillTheMemory() throws IOException {
        GapJournal journal = journal(disk);
        for (int i = 0; i < 1500; i++) {
            journal.record(Gap.at("client-log", at(i), "reason " + i));
        }

        assertThat(journal.open()).hasSize(1001);
        assertThat(journal.open().get(1000))
                .satisfies(rest -> assertThat(rest.count()).isEqualTo(500))
                .satisfies(rest -> assertThat(rest.gap().to()).isEqualTo(at(1499)));
    }

    @ParameterizedTest
    @EnumSource
    void whatWasRecordedIsOpenAfterACrashAtAnyStep(FaultyDisk.Crash crash) throws IOException {
        boolean crashed = true;
        for (int step = 0; crashed; step++) {
            Files.deleteIfExists(state.resolve("gaps.jsonl"));
            FaultyDisk crashing = FaultyDisk.crashingAt(step, crash);
            Instant sure = null;
            try (GapJournal journal = new GapJournal(state, 0, clock, new SimpleMeterRegistry(), crashing)) {
                for (int second = 0; second < 4; second++) {
                    journal.record(Gap.at("client-log", clock.instant(), "one"));
                    sure = clock.instant();
                    clock.advance(Duration.ofMillis(700));
                }
            } catch (IOException | UncheckedIOException e) {
                assertThat(crashing.hasCrashed()).isTrue();
            }
            crashed = crashing.hasCrashed();
            List<OpenGap> found = journal(Disk.REAL).open();
            if (sure != null) {
                assertThat(found).as("crash %s step %s", crash, step).hasSize(1);
                assertThat(found.get(0).gap().to()).isAfterOrEqualTo(sure);
            }
        }
    }

    @Test
    void isHealedByAWalkOfAllThatItMayBeIn() throws IOException {
        RelativePath directory = new RelativePath("a/b");
        GapJournal journal = journal(disk);
        journal.record(Gap.below(directory, "walk", at(0), "directory a/b cannot be listed"));
        journal.record(Gap.at("client-log", at(0), "anywhere"));
        assertThat(onDisk()).isEqualTo(journal.open());
        assertThat(onDisk().get(0).directory()).isEqualTo(directory);

        long walk = journal.walkBegins();
        journal.heal(new RelativePath("a/b/c"), walk, at(1));
        journal.heal(new RelativePath("a/bc"), walk, at(1));
        assertThat(journal.open()).hasSize(2);
        journal.heal(new RelativePath("a"), walk, at(1));
        assertThat(journal.open()).extracting(open -> open.gap().reason()).containsExactly("anywhere");
        journal.heal(RelativePath.ROOT, walk, at(1));
        assertThat(journal.open()).isEmpty();
    }
}
