package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KeyTest {
    @Test
    void areThoseOfTheShippedConfiguration() {
        assertThat(SettingsFile.defaults().keySet())
                .filteredOn(key -> key.startsWith("caravan."))
                .containsExactlyInAnyOrder(Stream.of(Key.values()).map(Key::key).toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void takeTheirDefaults(Key key) {
        assertThat(key.fault(SettingsFile.defaults().get(key.key()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "SETTLE_QUIET_SECONDS, 0, 1.5",
        "SETTLE_QUIET_SECONDS, 999999999, 1000000000",
        "SETTLE_QUIET_SECONDS, 120, -1",
        "SETTLE_ECHO_SECONDS, 0, 1.5",
        "WALK_EVERY_HOURS, 0, x",
        "COPY_WORKERS, 1, 0",
        "COPY_BANDWIDTH_BYTES_PER_SECOND, 999999999999, 1M",
        "DELETE, keep, never",
        "COPY_XATTRS, false, no",
        "RESOLVE_PATTERN, (a), a",
        "RESOLVE_PATTERN, '', '('",
        "RESOLVE_GONE_PATTERN, a, '['"
    })
    void takeWhatIsOfTheirForm(Key key, String fit, String unfit) {
        assertThat(key.fault(fit)).isEmpty();
        assertThat(key.fault(unfit))
                .hasValueSatisfying(fault -> assertThat(fault).startsWith(key.key() + ": "));
    }
}
