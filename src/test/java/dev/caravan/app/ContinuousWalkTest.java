package dev.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Durability;
import dev.caravan.checkpoint.FileOffsetStore;
import dev.caravan.entry.RelativePath;
import dev.caravan.walk.WalkPosition;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContinuousWalkTest {
    private static final Instant BEGAN = Instant.parse("2026-03-26T11:45:56Z");
    private static final WalkPosition PLACE = new WalkPosition(BEGAN, new RelativePath("m"), 7);

    @TempDir
    private Path state;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void goesOnUnderTheSameAndUnderNothingElse() throws IOException {
        try (FileOffsetStore<WalkPosition> store = store()) {
            new ContinuousWalk(store, "one").begin(PLACE);
        }
        try (FileOffsetStore<WalkPosition> store = store()) {
            assertThat(new ContinuousWalk(store, "one").read()).contains(PLACE.under("one"));
            assertThat(new ContinuousWalk(store, "another").read()).isEmpty();
        }
    }

    /** It is read, and nothing is taken from it. */
    @Test
    void beginsAnewWhereAnOlderVersionWroteThePlace() throws IOException {
        Files.writeString(
                state.resolve("walk.json"),
                "{\"format\":1,\"feed\":\"walk\",\"written\":\"2026-03-26T11:45:56Z\","
                        + "\"position\":{\"began\":\"2026-03-26T11:45:56Z\",\"next\":\"m\"}}");
        try (FileOffsetStore<WalkPosition> store = store()) {
            assertThat(store.mark()).isPresent();
            assertThat(new ContinuousWalk(store, "one").read()).isEmpty();
        }
    }

    private FileOffsetStore<WalkPosition> store() throws IOException {
        return new FileOffsetStore<>(
                state,
                "walk",
                WalkPosition.class,
                Clock.systemUTC(),
                new SimpleMeterRegistry(),
                Durability.GIVEN,
                scheduler);
    }
}
