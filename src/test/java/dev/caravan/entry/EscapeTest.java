package dev.caravan.entry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EscapeTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "plain text, plain text",
                "a\\b, a\\\\b",
                "\"a\nb\", a\\x0ab",
                "\"\u001b[0m\", \\x1b[0m",
                "\u00e9, \\xe9",
                "\u007f, \\x7f",
                "\"\", \"\""
            })
    void showsOnlyPrintableAscii(String latin1, String expected) {
        assertThat(Escape.latin1(latin1)).isEqualTo(expected);
    }
}
