package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.RelativePath;
import dev.caravan.fleet.AgentRecord.Forgotten;
import dev.caravan.fleet.AgentRecord.Heard;
import dev.caravan.fleet.AgentRecord.Sign;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The records of the agents' topic as bytes. */
class AgentRecordTest {
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56.789Z");

    @Test
    void aSignOfLifeIsReadAsItWasWritten() {
        for (Sign sign : new Sign[] {
            new Sign("web1", "e1", NOW, 4096, NOW.minusSeconds(3), true, "17:4096"),
            new Sign("web-1.a_b", "e2", NOW, 0, Instant.EPOCH, false, "")
        }) {
            assertThat(AgentRecord.of(AgentRecord.keyOfSigns(sign.agent()), AgentRecord.value(sign)))
                    .isEqualTo(sign);
        }
    }

    @Test
    void whatWasHeardIsReadAsItWasWritten() {
        Heard heard = new Heard("web1", "e1", new RelativePath(".caravan-look-1-2h"), NOW);
        assertThat(AgentRecord.of(AgentRecord.keyOfHeard("web1"), AgentRecord.value(heard)))
                .isEqualTo(heard);
    }

    @Test
    void whatIsHeardDoesNotTakeTheSignsPlaceInACompactedTopic() {
        assertThat(AgentRecord.keyOfHeard("web1")).isNotEqualTo(AgentRecord.keyOfSigns("web1"));
    }

    @Test
    void eitherKeyWithoutAValueForgetsTheAgent() {
        assertThat(AgentRecord.of(AgentRecord.keyOfSigns("web1"), null)).isEqualTo(new Forgotten("web1"));
        assertThat(AgentRecord.of(AgentRecord.keyOfHeard("web1"), null)).isEqualTo(new Forgotten("web1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2 sign e 1 2 3 readable p",
                "1 sign e 1 2 3 readable",
                "1 sign e one 2 3 readable p",
                "1 heard e 1\nname",
                "1 what"
            })
    void whatIsNoSignOfLifeIsRefused(String value) {
        assertThatThrownBy(() -> AgentRecord.of(AgentRecord.keyOfSigns("web1"), value.getBytes(ISO_8859_1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 heard e 1", "1 heard e\nname", "1 heard e x\nname", "1 sign e 1 2 3 readable p"})
    void whatWasNotHeardIsRefused(String value) {
        assertThatThrownBy(() -> AgentRecord.of(AgentRecord.keyOfHeard("web1"), value.getBytes(ISO_8859_1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
