package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.caravan.change.Gap;
import dev.caravan.change.RelativePath;
import dev.caravan.change.SettableClock;
import dev.caravan.checkpoint.GapJournal;
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
    private GapJournal gaps;
    private WalkSchedule schedule;

    @BeforeEach
    void open() throws IOException {
        gaps = new GapJournal(state, clock, new SimpleMeterRegistry());
        schedule = new WalkSchedule("source", gaps, asked::add, passes::incrementAndGet, scheduler, clock);
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
    void healsBelowWhatWasWalked() throws IOException {
        gaps.record(Gap.below(A, "walk", NOW, "below a"));
        gaps.record(Gap.at("client-log", NOW, "anywhere"));
        schedule.ended("source", A, NOW.plusSeconds(1));
        assertThat(gaps.open()).hasSize(1);
        schedule.ended("verify", RelativePath.ROOT, NOW.plusSeconds(1));
        assertThat(gaps.open()).as("a walk that copies nothing heals nothing").hasSize(1);
        schedule.ended("source", RelativePath.ROOT, NOW.plusSeconds(1));
        assertThat(gaps.open()).isEmpty();
    }

    @Test
    void asksAgainForAGapThatWidenedDuringItsWalk() throws IOException {
        gaps.record(Gap.at("client-log", NOW.plusSeconds(2), "during"));
        schedule.begin(Duration.ofMillis(50), Duration.ZERO);
        await().until(() -> asked.size() == 1);
        schedule.ended("source", RelativePath.ROOT, NOW.plusSeconds(1));
        await().until(() -> asked.size() == 2);
    }

    @Test
    void countsTheRemovalsOfAPassAnewAndNotForAPartOfIt() throws IOException {
        schedule.began("source", RelativePath.ROOT);
        assertThat(passes).hasValue(1);
        schedule.began("source", A);
        schedule.began("verify", RelativePath.ROOT);
        assertThat(passes).hasValue(1);
        schedule.ended("source", RelativePath.ROOT, NOW);
        schedule.began("source", A);
        assertThat(passes).hasValue(2);
    }

    @Test
    void walksTheWholeTreeEverySoOften() {
        schedule.begin(Duration.ofHours(1), Duration.ofSeconds(1));
        await().until(() -> asked.equals(List.of(RelativePath.ROOT, RelativePath.ROOT)));
    }
}
