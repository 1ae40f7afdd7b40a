package dev.caravan.cutover;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SignaturesTest {
    /** {@code printf 'a=1\nb=2\nmy.password=\n' | sha256sum}. */
    @Test
    void sumsTheSettingsInTheOrderOfTheirKeysWithoutSecrets() {
        String sum = "1c06c3b6e140e75a719081c8a71e6ca42ebf2825433122d94731b29da8a64329";
        assertThat(Signatures.ofSettings(Map.of("b", "2", "a", "1", "my.password", "x")))
                .isEqualTo(sum);
        assertThat(Signatures.ofSettings(Map.of("b", "2", "a", "1", "my.password", "y")))
                .isEqualTo(sum);
        assertThat(Signatures.ofSettings(Map.of("b", "2", "a", "3", "my.password", "x")))
                .isNotEqualTo(sum);
    }

    /** {@code sha256sum a.yaml b.yaml | sha256sum}, of which the first holds {@code x} and the second nothing. */
    @Test
    void sumsFilesAsSha256sumDoes() {
        assertThat(Signatures.ofFiles(new TreeMap<>(Map.of("b.yaml", new byte[0], "a.yaml", "x".getBytes(US_ASCII)))))
                .isEqualTo("56682e3cbb5d48284392921880f9212238778d572f739b1d2470cea42a173f18");
    }
}
