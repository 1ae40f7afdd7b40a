package dev.caravan.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.RelativePath;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GapTest {
    private static final Instant AT = Instant.parse("2026-03-26T11:45:56Z");
    private static final RelativePath A = new RelativePath("a");

    @ParameterizedTest
    @CsvSource({
        "client-log, true",
        "look-again, true",
        "oplog, false",
        "removals, false",
        "state, false",
        "walk, false",
    })
    void lacksHintsWhereItsFeedIsOfHints(String feed, boolean expected) {
        assertThat(Gap.at(feed, AT, "why").isOfHints()).isEqualTo(expected);
    }

    @Test
    void spansBothWhenItIsWidened() {
        Gap gap = Gap.below(A, "walk", AT, "why");
        assertThat(gap.widenedBy(Gap.below(A, "walk", AT.plusSeconds(1), "another")))
                .isEqualTo(new Gap("walk", AT, AT.plusSeconds(1), "why", A));
        assertThat(gap.widenedBy(Gap.at("walk", AT.minusSeconds(1), "another")))
                .isEqualTo(new Gap("walk", AT.minusSeconds(1), AT, "why"));
    }
}
