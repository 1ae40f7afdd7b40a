package dev.caravan.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1.0 KiB",
        "1536, 1.5 KiB",
        "1048576, 1.0 MiB",
        "55000000000000, 50.0 TiB",
        "9223372036854775807, 8192.0 PiB"
    })
    void writesSizes(long bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "PT-1S, 0 s",
        "PT0.9S, 0 s",
        "PT59S, 59 s",
        "PT60S, 1 min 0 s",
        "PT59M59S, 59 min 59 s",
        "PT1H, 1 h 0 min",
        "PT26H30M, 1 d 2 h"
    })
    void writesDurations(Duration duration, String text) {
        assertThat(Units.duration(duration)).isEqualTo(text);
    }

    @Test
    void writesCounts() {
        assertThat(Units.count(1_234_567)).isEqualTo("1,234,567");
        assertThat(Units.count(1, "entry", "entries")).isEqualTo("1 entry");
        assertThat(Units.count(0, "entry", "entries")).isEqualTo("0 entries");
    }
}
