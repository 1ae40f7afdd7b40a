package dev.caravan.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogTimeTest {
    @ParameterizedTest(name = "{0} in {1} read at {2}: {4}")
    @CsvSource({
        "03-26 11:45:56, UTC, 2026-03-26T12:00:00Z, 2026-03-26T11:45:56Z, the same day",
        "12-31 23:59:59, UTC, 2026-01-01T00:00:01Z, 2025-12-31T23:59:59Z, a log that crosses New Year",
        "01-01 00:00:00, UTC, 2025-12-31T23:59:30Z, 2026-01-01T00:00:00Z, a minute of the future is let pass",
        "01-01 00:00:00, UTC, 2025-12-31T23:58:30Z, 2025-01-01T00:00:00Z, more is a year ago",
        "02-29 10:00:00, UTC, 2027-05-01T00:00:00Z, 2024-02-29T10:00:00Z, the last leap year",
        "02-29 10:00:00, UTC, 1904-02-01T00:00:00Z, 1896-02-29T10:00:00Z, 1900 was none",
        "01-01 00:30:00, Asia/Tokyo, 2025-12-31T16:00:00Z, 2025-12-31T15:30:00Z, the year is the one of the zone",
        "03-29 02:30:00, Europe/Berlin, 2026-03-29T12:00:00Z, 2026-03-29T01:30:00Z, an hour that was skipped",
        "10-25 02:30:00, Europe/Berlin, 2026-10-25T00:40:00Z, 2026-10-25T00:30:00Z, an hour that comes twice: first pass",
        "10-25 02:30:00, Europe/Berlin, 2026-10-25T01:40:00Z, 2026-10-25T01:30:00Z, second pass",
    })
    void takesTheLatestTimeThatIsNotInTheFuture(String text, String zone, String now, String instant, String why) {
        LogTime time = new LogTime(ZoneId.of(zone));
        time.begin(Instant.parse(now));
        assertThat(Instant.ofEpochSecond(time.second(text.getBytes(ISO_8859_1), 0, text.length(), '-')))
                .as(why)
                .isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00-10 10:00:00",
                "13-10 10:00:00",
                "01-00 10:00:00",
                "01-32 10:00:00",
                "04-31 10:00:00",
                "01-10 24:00:00",
                "01-10 10:60:00",
                "01-10 10:00:60",
                "01.10 10:00:00",
                "01-10T10:00:00",
                "01-10 10:00:0",
                "0a-10 10:00:00",
                "01-10 10:00: 1",
            })
    void refusesWhatIsNoTime(String text) {
        LogTime time = new LogTime(ZoneId.of("UTC"));
        time.begin(Instant.parse("2026-03-26T12:00:00Z"));
        assertThat(time.second(text.getBytes(ISO_8859_1), 0, text.length(), '-'))
                .isEqualTo(LogTime.NONE);
    }
}
