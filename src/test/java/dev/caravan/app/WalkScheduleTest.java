package dev.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Gap;
import dev.caravan.change.WalkListener.Walk;
import dev.caravan.checkpoint.GapJournal;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.SettableClock;
import dev.caravan.walk.DueWalk;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WalkScheduleTest {
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56Z");
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final RelativePath A = new RelativePath("a");

    @TempDir
    private Path state;

    private final SettableClock clock = new SettableClock(NOW);
    private final AtomicInteger passes = new AtomicInteger();
    private final AtomicInteger passesEnded = new AtomicInteger();
    /** As near to its end as it may be. */
    private long nanos = Long.MAX_VALUE - 1;

    private GapJournal gaps;
    private WalkSchedule schedule;

    @BeforeEach
    void open() throws IOException {
        gaps = new GapJournal(state, clock, new SimpleMeterRegistry());
        schedule = new WalkSchedule("source", gaps, new Counted(), clock, () -> nanos);
    }

    @AfterEach
    void close() throws IOException {
        gaps.close();
    }

    @Test
    void walksWhatAGapMayBeInOnce() {
        schedule.begin(PATIENCE, Duration.ZERO);
        gaps.record(Gap.below(A, "walk", NOW, "directory a cannot be listed"));
        pass(PATIENCE.dividedBy(2));
        gaps.record(Gap.below(A, "walk", NOW, "a page of directory a failed"));
        assertThat(schedule.due()).isEmpty();
        pass(PATIENCE.dividedBy(2));
        assertThat(schedule.due()).containsExactly(new DueWalk(A, false));
        pass(PATIENCE.multipliedBy(3));
        assertThat(schedule.due()).isEmpty();
    }

    /** A step of the route that hands it on has failed, or an operator's filter has let nothing pass. */
    @Test
    void walksWhatAGapMayBeInLaterWhereNothingCameOfTheFirstTime() {
        schedule.begin(PATIENCE, Duration.ZERO);
        gaps.record(Gap.below(A, "walk", NOW, "directory a cannot be listed"));
        pass(PATIENCE);
        assertThat(schedule.due()).hasSize(1);
        pass(Duration.ofHours(1));
        assertThat(schedule.due()).containsExactly(new DueWalk(A, false));
        Walk ofA = walk("source", A);
        schedule.ended(ofA, true);
        pass(Duration.ofHours(1));
        assertThat(schedule.due()).isEmpty();
    }

    @Test
    void walksWhatWasOpenBeforeTheStart() {
        gaps.record(Gap.at("client-log", NOW, "the log was truncated"));
        schedule.begin(PATIENCE, Duration.ZERO);
        pass(PATIENCE);
        assertThat(schedule.due()).containsExactly(new DueWalk(RelativePath.ROOT, true));
    }

    @Test
    void healsBelowWhatWasWalkedOnceNothingOfItWaits() {
        gaps.record(Gap.below(A, "walk", NOW, "below a"));
        gaps.record(Gap.at("client-log", NOW, "anywhere"));
        Walk ofA = walk("source", A);
        schedule.ended(ofA, true);
        assertThat(gaps.open())
                .as("what it found too young may be lost in a crash")
                .hasSize(2);
        assertThat(gaps.unwalked()).hasSize(1);
        schedule.settled(ofA);
        assertThat(gaps.open()).hasSize(1);
        Walk verify = walk("verify", RelativePath.ROOT);
        schedule.ended(verify, true);
        schedule.settled(verify);
        assertThat(gaps.open()).as("a walk that copies nothing heals nothing").hasSize(1);
        Walk ofAll = walk("source", RelativePath.ROOT);
        schedule.ended(ofAll, true);
        schedule.settled(ofAll);
        assertThat(gaps.open()).isEmpty();
    }

    /** A log that falls silent widens its gap once a period, also while what the walk has found is held. */
    @Test
    void walksAgainSoonForAGapThatWidenedAfterItsWalkHasEnded() {
        schedule.begin(PATIENCE, Duration.ZERO);
        gaps.record(Gap.at("client-log", NOW, "the log is silent"));
        pass(PATIENCE);
        assertThat(schedule.due()).hasSize(1);
        Walk walk = walk("source", RelativePath.ROOT);
        schedule.ended(walk, true);
        gaps.record(Gap.at("client-log", NOW.plusSeconds(60), "the log is silent"));
        schedule.settled(walk);
        assertThat(gaps.open()).hasSize(1);
        pass(PATIENCE);
        assertThat(schedule.due()).hasSize(1);
    }

    @Test
    void walksAgainForAGapThatWidenedDuringItsWalk() {
        schedule.begin(PATIENCE, Duration.ZERO);
        gaps.record(Gap.at("client-log", NOW, "one"));
        pass(PATIENCE);
        assertThat(schedule.due()).hasSize(1);
        Walk walk = walk("source", RelativePath.ROOT);
        schedule.began(walk);
        gaps.record(Gap.at("client-log", NOW, "one"));
        schedule.ended(walk, true);
        pass(PATIENCE);
        assertThat(schedule.due()).hasSize(1);
    }

    @Test
    void wantsNoSecondWalkWhileOneIsUnderWayThatHealsTheGap() {
        gaps.record(Gap.at("client-log", NOW, "one"));
        Walk walk = walk("source", RelativePath.ROOT);
        schedule.began(walk);
        schedule.begin(PATIENCE, Duration.ZERO);
        pass(PATIENCE);
        assertThat(schedule.due()).isEmpty();
        schedule.failed(walk);
        pass(PATIENCE);
        assertThat(schedule.due()).hasSize(1);
    }

    @Test
    void isContentWithTheRestOfAWalkThatWasCutOffUntilOneHasEnded() {
        schedule.begin(PATIENCE, Duration.ZERO);
        gaps.record(Gap.at("client-log", NOW, "one"));
        pass(PATIENCE);
        assertThat(schedule.due()).extracting(DueWalk::mayGoOn).containsExactly(true);
        schedule.ended(walk("source", RelativePath.ROOT), true);
        gaps.record(Gap.at("client-log", NOW, "two"));
        pass(PATIENCE);
        assertThat(schedule.due()).extracting(DueWalk::mayGoOn).containsExactly(false);
    }

    @Test
    void tellsOfWalksOfTheWholeTreeHoweverTheyEnd() {
        Walk first = walk("source", RelativePath.ROOT);
        schedule.began(first);
        Walk part = walk("source", A);
        schedule.began(part);
        schedule.ended(part, true);
        schedule.began(walk("verify", RelativePath.ROOT));
        assertThat(passes).hasValue(1);
        assertThat(passesEnded).hasValue(0);
        schedule.failed(first);
        assertThat(passesEnded).hasValue(1);
        schedule.began(walk("source", A));
        assertThat(passes).hasValue(1);
    }

    @Test
    void saysWhenAWholeWalkAndAllThatItFoundIsDone() {
        Walk whole = walk("source", RelativePath.ROOT);
        schedule.began(whole);
        schedule.settled(walk("source", A));
        schedule.settled(walk("verify", RelativePath.ROOT));
        schedule.ended(whole, true);
        assertThat(schedule.wholeSettled()).isNotDone();
        schedule.settled(whole);
        assertThat(schedule.wholeSettled()).isCompleted();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private Walk walk(String name, RelativePath directory) {
        return new Walk(name, directory, schedule.number(), NOW);
    }

    private final class Counted implements WalkSchedule.Passes {
        @Override
        public void passBegins() {
            passes.incrementAndGet();
        }

        @Override
        public void passEnds(boolean isComplete) {
            passesEnded.incrementAndGet();
        }
    }

    @Test
    void walksTheWholeTreeEverySoOften() {
        schedule.begin(PATIENCE, Duration.ofHours(2));
        pass(Duration.ofHours(1));
        assertThat(schedule.due()).isEmpty();
        for (int i = 0; i < 2; i++) {
            pass(Duration.ofHours(2));
            assertThat(schedule.due()).containsExactly(new DueWalk(RelativePath.ROOT, false));
            assertThat(schedule.due()).isEmpty();
        }
    }
}
