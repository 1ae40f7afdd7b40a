package dev.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.change.Gap;
import dev.caravan.change.SettableClock;
import dev.caravan.change.WalkListener.Walk;
import dev.caravan.checkpoint.GapJournal;
import dev.caravan.entry.RelativePath;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class WalkScheduleTest {
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56Z");
    private static final RelativePath A = new RelativePath("a");

    @TempDir
    private Path state;

    private final SettableClock clock = new SettableClock(NOW);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final List<RelativePath> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger passes = new AtomicInteger();
    private final AtomicInteger passesEnded = new AtomicInteger();
    private volatile boolean mayGoOn;
    private GapJournal gaps;
    private WalkSchedule schedule;

    @BeforeEach
    void open() throws IOException {
        gaps = new GapJournal(state, clock, new SimpleMeterRegistry());
        schedule = new WalkSchedule("source", gaps, this::ask, new Counted(), scheduler, clock);
    }

    @AfterEach
    void close() throws IOException {
        scheduler.shutdownNow();
        gaps.close();
    }

    @Test
    void asksForAWalkOfWhatAGapMayBeIn() {
        schedule.begin(Duration.ofMillis(50), Duration.ZERO);
        gaps.record(Gap.below(A, "walk", NOW, "directory a cannot be listed"));
        gaps.record(Gap.below(A, "walk", NOW, "a page of directory a failed"));
        await().until(() -> !asked.isEmpty());
        await().during(Duration.ofMillis(300)).until(() -> asked.equals(List.of(A)));
    }

    @Test
    void asksForAWalkOfWhatWasOpenBeforeTheStart() {
        gaps.record(Gap.at("client-log", NOW, "the log was truncated"));
        schedule.begin(Duration.ofMillis(50), Duration.ZERO);
        await().until(() -> asked.equals(List.of(RelativePath.ROOT)));
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

    @Test
    void asksAgainForAGapThatWidenedDuringItsWalk() {
        schedule.begin(Duration.ofMillis(50), Duration.ZERO);
        gaps.record(Gap.at("client-log", NOW, "one"));
        await().until(() -> asked.size() == 1);
        Walk walk = walk("source", RelativePath.ROOT);
        schedule.began(walk);
        gaps.record(Gap.at("client-log", NOW, "one"));
        schedule.ended(walk, true);
        await().until(() -> asked.size() == 2);
    }

    @Test
    void asksForNoSecondWalkWhileOneIsUnderWayThatHealsTheGap() {
        gaps.record(Gap.at("client-log", NOW, "one"));
        Walk walk = walk("source", RelativePath.ROOT);
        schedule.began(walk);
        schedule.begin(Duration.ofMillis(50), Duration.ZERO);
        await().during(Duration.ofMillis(300)).until(asked::isEmpty);
        schedule.failed(walk);
        await().until(() -> asked.size() == 1);
    }

    @Test
    void isContentWithTheRestOfAWalkThatWasCutOffUntilOneHasEnded() {
        schedule.begin(Duration.ofMillis(50), Duration.ZERO);
        gaps.record(Gap.at("client-log", NOW, "one"));
        await().until(() -> asked.size() == 1);
        assertThat(mayGoOn).isTrue();
        schedule.ended(walk("source", RelativePath.ROOT), true);
        gaps.record(Gap.at("client-log", NOW, "two"));
        await().until(() -> asked.size() == 2);
        assertThat(mayGoOn).isFalse();
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

    private void ask(RelativePath directory, boolean restWillDo) {
        mayGoOn = restWillDo;
        asked.add(directory);
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
        schedule.begin(Duration.ofHours(1), Duration.ofSeconds(1));
        await().until(() -> asked.equals(List.of(RelativePath.ROOT, RelativePath.ROOT)));
    }
}
