package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.fleet.MoverRecord.Forgotten;
import dev.caravan.fleet.MoverRecord.Share;
import dev.caravan.fleet.MoverRecord.Sign;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoverRecordTest {
    private static final Instant TIME = Instant.ofEpochMilli(1_700_000_000_123L);

    private static Sign sign(boolean hasEnded) {
        return new Sign(
                "copy1", "an-epoch", TIME, hasEnded, new Share(1, 2, 3), new MoverWork(4, 5, 6, 7, 8, 9), "0.1.0");
    }

    @Test
    void comesBackAsItWas() {
        for (boolean hasEnded : new boolean[] {false, true}) {
            assertThat(MoverRecord.of(MoverRecord.key("copy1"), MoverRecord.value(sign(hasEnded))))
                    .isEqualTo(sign(hasEnded));
        }
    }

    @Test
    void hasThisFormat() {
        assertThat(MoverRecord.value(sign(true)))
                .asString()
                .isEqualTo("1 sign an-epoch 1700000000123 ended 1 2 3 4 5 6 7 8 9 0.1.0");
    }

    @Test
    void aVersionIsOneWord() {
        Sign sign = new Sign(
                "a", "b", TIME, false, new Share(0, 0, 0), new MoverWork(0, 0, 0, 0, 0, 0), "(not run from its jar)");
        assertThat(((Sign) MoverRecord.of(MoverRecord.key("a"), MoverRecord.value(sign))).version())
                .isEqualTo("(not_run_from_its_jar)");
    }

    @Test
    void aKeyAloneForgets() {
        assertThat(MoverRecord.of(MoverRecord.key("copy1"), null)).isEqualTo(new Forgotten("copy1"));
    }

    @ParameterizedTest
    @CsvSource({
        "2 sign e 1 running 1 2 3 4 5 6 7 8 9 v, version 1",
        "1 heard e 1 running 1 2 3 4 5 6 7 8 9 v, no sign of life",
        "1 sign e 1 running, no sign of life",
        "1 sign e x running 1 2 3 4 5 6 7 8 9 v, x",
    })
    void refusesWhatIsNone(String value, String why) {
        assertThatThrownBy(() -> MoverRecord.of(MoverRecord.key("a"), value.getBytes(ISO_8859_1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void refusesOneWithoutAKey() {
        assertThatThrownBy(() -> MoverRecord.of(null, MoverRecord.value(sign(false))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it has no key");
    }
}
