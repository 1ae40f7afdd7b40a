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
class HealingWalksTest {
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56Z");
    private static final RelativePath A = new RelativePath("a");

    @TempDir
    private Path state;

    private final SettableClock clock = new SettableClock(NOW);
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final List<RelativePath> asked = new CopyOnWriteArrayList<>();
    private final AtomicInteger passes = new AtomicInteger();
    private GapJournal gaps;
    private HealingWalks walks;

    @BeforeEach
    void open() throws IOException {
        gaps = new GapJournal(state, clock, new SimpleMeterRegistry());
        walks = new HealingWalks("source", gaps, asked::add, passes::incrementAndGet, scheduler, clock);
    }

    @AfterEach
    void close() throws IOException {
        scheduler.shutdownNow();
        gaps.close();
    }

    @Test
    void askForAWalkOfWhatAGapMayBeIn() {
        walks.begin(Duration.ofMillis(50), Duration.ZERO);
        gaps.record(Gap.below(A, "walk", NOW, "directory a cannot be listed"));
        gaps.record(Gap.below(A, "walk", NOW, "a page of directory a failed"));
        await().until(() -> !asked.isEmpty());
        await().during(Duration.ofMillis(300)).until(() -> asked.equals(List.of(A)));
    }

    @Test
    void askForAWalkOfWhatWasOpenBeforeTheStart() {
        gaps.record(Gap.at("client-log", NOW, "the log was truncated"));
        walks.begin(Duration.ofMillis(50), Duration.ZERO);
        await().until(() -> asked.equals(List.of(RelativePath.ROOT)));
    }

    @Test
    void healBelowWhatWasWalked() throws IOException {
        gaps.record(Gap.below(A, "walk", NOW, "below a"));
        gaps.record(Gap.at("client-log", NOW, "anywhere"));
        walks.ended("source", A, NOW.plusSeconds(1));
        assertThat(gaps.open()).hasSize(1);
        walks.ended("verify", RelativePath.ROOT, NOW.plusSeconds(1));
        assertThat(gaps.open()).as("a walk that copies nothing heals nothing").hasSize(1);
        walks.ended("source", RelativePath.ROOT, NOW.plusSeconds(1));
        assertThat(gaps.open()).isEmpty();
    }

    @Test
    void askAgainForAGapThatWidenedDuringItsWalk() throws IOException {
        gaps.record(Gap.at("client-log", NOW.plusSeconds(2), "during"));
        walks.begin(Duration.ofMillis(50), Duration.ZERO);
        await().until(() -> asked.size() == 1);
        walks.ended("source", RelativePath.ROOT, NOW.plusSeconds(1));
        await().until(() -> asked.size() == 2);
    }

    @Test
    void countTheRemovalsOfAPassAnewAndNotForAPartOfIt() throws IOException {
        walks.began("source", RelativePath.ROOT);
        assertThat(passes).hasValue(1);
        walks.began("source", A);
        walks.began("verify", RelativePath.ROOT);
        assertThat(passes).hasValue(1);
        walks.ended("source", RelativePath.ROOT, NOW);
        walks.began("source", A);
        assertThat(passes).hasValue(2);
    }

    @Test
    void walkTheWholeTreeEverySoOften() {
        walks.begin(Duration.ofHours(1), Duration.ofSeconds(1));
        await().until(() -> asked.equals(List.of(RelativePath.ROOT, RelativePath.ROOT)));
    }
}
