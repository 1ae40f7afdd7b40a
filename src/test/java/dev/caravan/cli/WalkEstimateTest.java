package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WalkEstimateTest {
    @Test
    void countsDownWhereTheFileSystemCountsItsInodes() {
        WalkEstimate estimate = new WalkEstimate(OptionalLong.of(10_000));
        for (int second = 1; second <= 60; second++) {
            estimate.learn(Duration.ofSeconds(second), 1, 100L * second, 0);
        }
        assertThat(estimate.left()).hasValue(Duration.ofSeconds(40));
    }

    @Test
    void guessesFromTheDirectoriesThatWait() {
        WalkEstimate estimate = new WalkEstimate(OptionalLong.empty());
        // 10 directories of 50 entries each in 10 s, and 20 more to come.
        estimate.learn(Duration.ofSeconds(10), 10, 500, 20);
        assertThat(estimate.left()).hasValue(Duration.ofSeconds(20));
    }

    @Test
    void learnsThatItBecameSlower() {
        WalkEstimate estimate = new WalkEstimate(OptionalLong.of(1_000_000));
        estimate.learn(Duration.ofSeconds(100), 1, 100_000, 0);
        assertThat(estimate.left().orElseThrow()).isEqualTo(Duration.ofMinutes(15));
        for (int second = 101; second <= 1100; second++) {
            estimate.learn(Duration.ofSeconds(second), 1, 100_000 + 100L * (second - 100), 0);
        }
        // 800,000 are left at 100 a second.
        assertThat(estimate.left().orElseThrow()).isBetween(Duration.ofSeconds(7900), Duration.ofSeconds(8000));
    }

    @Test
    void saysNothingWhereNobodyKnows() {
        WalkEstimate unknown = new WalkEstimate(OptionalLong.empty());
        assertThat(unknown.left()).isEmpty();
        unknown.learn(Duration.ofSeconds(10), 10, 500, 0);
        assertThat(unknown.left()).isEmpty();

        WalkEstimate wrong = new WalkEstimate(OptionalLong.of(100));
        wrong.learn(Duration.ofSeconds(10), 10, 500, 0);
        assertThat(wrong.left()).as("more than there should be").isEmpty();

        WalkEstimate standing = new WalkEstimate(OptionalLong.of(100));
        standing.learn(Duration.ofSeconds(10), 0, 0, 0);
        assertThat(standing.left()).isEmpty();

        WalkEstimate early = new WalkEstimate(OptionalLong.of(100));
        early.learn(Duration.ofSeconds(1), 1, 10, 0);
        assertThat(early.left()).isEmpty();
    }
}
