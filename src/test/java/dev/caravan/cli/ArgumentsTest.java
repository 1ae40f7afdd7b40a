package dev.caravan.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.settings.ConfigurationException;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    private static final String JAVA = "java\0-jar\0caravan.jar\0";

    @Test
    void areTheBytesThatTheProcessWasGiven() {
        // U+FFFD is what Java makes of a byte that its locale cannot hold.
        assertThat(bytes(JAVA + "rescan\0a\u00ff\0\0b c\0", "rescan", "a\ufffd", "", "b c"))
                .containsExactly("rescan", "a\u00ff", "", "b c");
    }

    @Test
    void areUtf8WhereTheSystemSaysSomethingElse() {
        for (String other : new String[] {"", "\0", JAVA, JAVA + "run\0a\0"}) {
            assertThat(bytes(other, "status", "\u00fc", "x", "y", "z"))
                    .as(other)
                    .containsExactly("status", "\u00c3\u00bc", "x", "y", "z");
        }
    }

    @Test
    void areTextWhereTextIsMeant() throws ConfigurationException {
        assertThat(Arguments.text("--set", "\u00c3\u00bc")).isEqualTo("\u00fc");
        assertThatThrownBy(() -> Arguments.text("--set caravan.source", "\u00fc"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("--set caravan.source \\xfc: is not text in UTF-8");
    }

    private static String[] bytes(String commandLine, String... arguments) {
        return Arguments.bytes(commandLine.getBytes(ISO_8859_1), arguments);
    }
}
