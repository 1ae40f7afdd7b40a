package dev.caravan.trees;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.Entry;
import dev.caravan.testing.Entries;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockSkewTest {
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56Z");

    private final ClockSkew skew = new ClockSkew();

    @Test
    void saysNothingOfOldEntriesNorOfChangesBetweenTwoLooks() {
        skew.seen(changed(-99_999), NOW);
        skew.changedSince(NOW.minusSeconds(10), changed(-10));
        skew.changedSince(NOW.minusSeconds(10), changed(0));
        assertThat(skew.behind(NOW)).isZero();
        assertThat(skew.ahead()).isZero();
    }

    @Test
    void isBehindByWhatAChangeAfterALookIsOlderThanTheLook() {
        skew.changedSince(NOW, changed(-100));
        skew.changedSince(NOW, changed(-300));
        skew.changedSince(NOW, changed(-200));
        assertThat(skew.behind(NOW)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void forgetsWhatWasNotSeenForLongSinceClocksAreSetRight() {
        skew.changedSince(NOW, changed(-300));
        assertThat(skew.behind(NOW.plusSeconds(3601))).isZero();
        skew.changedSince(NOW.plusSeconds(3700), changed(3650));
        assertThat(skew.behind(NOW.plusSeconds(3700))).isEqualTo(Duration.ofSeconds(50));
    }

    @Test
    void isAheadByWhatWasSeenOfTheFuture() {
        skew.seen(changed(20), NOW);
        skew.seen(changed(10), NOW);
        assertThat(skew.ahead()).isEqualTo(Duration.ofSeconds(20));
    }

    private static Entry changed(int seconds) {
        return Entries.changed(Entries.file(), NOW.plusSeconds(seconds));
    }
}
