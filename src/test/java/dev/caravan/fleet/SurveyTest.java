package dev.caravan.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurveyTest {
    @ParameterizedTest
    @CsvSource({"0,", "1,3.0", "7,3.3", "8,3.4", "19,3.7", "21,3.9", "25,4.0", "27,4.1", "28,4.2", "99,4.3 or later"})
    void knowsTheReleaseByItsFeatures(int level, String release) {
        assertThat(Survey.release(level).orElse(null)).isEqualTo(release);
    }
}
