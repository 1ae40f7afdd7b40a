package dev.caravan.tail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class LogPositionTest {
    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule());

    @Test
    void comesBackFromJsonAsItWas() throws IOException {
        byte[] line = "one\n".getBytes(ISO_8859_1);
        LogPosition position = new LogPosition(
                -1L,
                Long.MAX_VALUE,
                4,
                Fingerprint.of(line, 4),
                Fingerprint.of(line, 4),
                Instant.parse("2026-03-26T10:00:00.123456789Z"));
        assertThat(JSON.readValue(JSON.writeValueAsString(position), LogPosition.class))
                .isEqualTo(position);
        LogPosition none = LogPosition.afterAllUntil(Instant.EPOCH);
        assertThat(JSON.readValue(JSON.writeValueAsString(none), LogPosition.class))
                .isEqualTo(none);
    }

    @Test
    void refusesWhatCannotBe() {
        Fingerprint four = Fingerprint.of(new byte[4], 4);
        assertThatThrownBy(() -> new LogPosition(1, 1, 3, four, four, Instant.EPOCH))
                .hasMessage("position in a log: offset 3 with 4 bytes known before it");
    }
}
