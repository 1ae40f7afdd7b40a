package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void comesBackAsItWasSent() {
        Options options = new Options(false, List.of("ssh", "n\u00e4s", "a \"b\""), true, false, true, 0L, 90L, null);
        assertThat(Options.parse(options.toJson())).isEqualTo(options);
        assertThat(options.toJson()).isASCII().doesNotContain("\n");
    }

    @Test
    void hasDefaultsForWhatIsNotNamed() {
        assertThat(Options.parse("")).isEqualTo(Options.DEFAULT);
        assertThat(Options.parse("{}")).isEqualTo(Options.DEFAULT);
        assertThat(Options.parse("{\"frozen\":true}"))
                .isEqualTo(new Options(true, List.of(), false, false, false, null, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"frozen\":true,\"freezeCommand\":[\"x\"]} | not both",
                "{\"proveSeconds\":-1}                      | proveSeconds: is -1, expected at least 0",
                "{\"deadlineSeconds\":0}                    | deadlineSeconds: is 0, expected at least 1",
                "{\"forzen\":true}                          | forzen",
                "{\"frozen\":                               | options: ",
                "[]                                         | options: ",
            })
    void takesNothingElse(String json, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(json))
                .withMessageContaining(message);
    }
}
