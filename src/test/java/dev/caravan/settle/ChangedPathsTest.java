package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.RelativePath;
import dev.caravan.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChangedPathsTest {
    private static final Instant START = Instant.parse("2026-03-26T11:45:56Z");
    private static final RelativePath A = new RelativePath("a");
    private static final RelativePath B = new RelativePath("b");
    private static final RelativePath C = new RelativePath("c");

    private final SettableClock clock = new SettableClock(START);
    private final ChangedPaths changed = new ChangedPaths(clock, 2);

    @Test
    void tellsWhatWasChangedAtAMomentOrLater() {
        changed.add(A);
        clock.advance(Duration.ofSeconds(1));
        changed.add(B);
        assertThat(changed.since(START)).contains(Set.of(A, B));
        assertThat(changed.since(START.plusSeconds(1))).contains(Set.of(B));
        assertThat(changed.since(START.plusSeconds(2))).contains(Set.of());
    }

    @Test
    void goesByTheLastChangeOfAPath() {
        changed.add(A);
        clock.advance(Duration.ofSeconds(1));
        changed.add(A);
        assertThat(changed.since(START.plusSeconds(1))).contains(Set.of(A));
    }

    @Test
    void knowsNothingOfWhatWasBeforeTheStart() {
        changed.add(A);
        assertThat(changed.since(START.minusNanos(1))).isEmpty();
    }

    @Test
    void forgetsTheOldestAndSaysSo() {
        changed.add(A);
        clock.advance(Duration.ofSeconds(1));
        changed.add(B);
        clock.advance(Duration.ofSeconds(1));
        changed.add(C);
        assertThat(changed.since(START)).isEmpty();
        assertThat(changed.since(START.plusNanos(1))).contains(Set.of(B, C));
    }

    @Test
    void saysThatItForgotOfAMomentWhenSomeOfThatMomentAreStillThere() {
        changed.add(A);
        changed.add(B);
        changed.add(C);
        assertThat(changed.since(START)).isEmpty();
        assertThat(changed.since(START.plusNanos(1))).contains(Set.of());
    }
}
