package dev.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.cutover.Walk;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.SettableClock;
import dev.caravan.walk.WalkRequests.Walked;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WholeSourceWalkTest {
    private static final Instant START = Instant.parse("2026-03-26T11:45:56Z");

    private final SettableClock clock = new SettableClock(START);
    private final AtomicLong entries = new AtomicLong(100);
    private final CompletableFuture<Walked> walked = new CompletableFuture<>();
    private final WholeSourceWalk walk = new WholeSourceWalk(walked, entries::get, clock);

    @Test
    void tellsHowFarItIsAndWhatItCameTo() {
        entries.set(103);
        assertThat(walk.result()).isEmpty();
        assertThat(walk.progress()).isEqualTo("3 entries walked");
        clock.advance(Duration.ofSeconds(5));
        walked.complete(new Walked(RelativePath.ROOT, START.plusSeconds(1), true));
        assertThat(walk.result()).contains(new Walk.Result(START.plusSeconds(1), START.plusSeconds(5), 3, true));
    }

    @Test
    void isIncompleteWhereItFailed() {
        walked.completeExceptionally(new IllegalStateException("nobody foresaw"));
        assertThat(walk.result()).contains(new Walk.Result(START, START, 0, false));
    }
}
