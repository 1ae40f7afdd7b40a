package dev.caravan.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ToolSettingsTest {
    private static ToolSettings settings(String command, String pattern) {
        return ToolSettings.of(
                command,
                Path.of("."),
                pattern,
                ToolSettings.DEFAULT_GONE_PATTERN,
                "",
                ToolSettings.DEFAULT_ANSWER_TIMEOUT);
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                arguments("./bin/Cli -x", List.of("./bin/Cli", "-x")),
                arguments("  a \t b  ", List.of("a", "b")),
                arguments(
                        "'/opt/my tools/Cli' \"-o=a 'b'\" c'd e'f", List.of("/opt/my tools/Cli", "-o=a 'b'", "cd ef")),
                arguments("a '' $HOME `b` \\n", List.of("a", "", "$HOME", "`b`", "\\n")),
                arguments("", List.of()));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void splitsTheCommandAtSpaces(String command, List<String> words) {
        assertThat(settings(command, ToolSettings.DEFAULT_PATTERN).command()).isEqualTo(words);
    }

    @Test
    void refusesAQuoteThatIsNotClosed() {
        assertThatThrownBy(() -> settings("a 'b", ToolSettings.DEFAULT_PATTERN))
                .hasMessage("caravan.resolve.command a 'b: a quote is not closed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "no group", "(?:x)"})
    void refusesAPatternThatFindsNoPath(String pattern) {
        assertThatThrownBy(() -> settings("a", pattern))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("caravan.resolve.pattern " + pattern);
    }

    @ParameterizedTest
    @CsvSource({
        "1 2 3 4 5 /disk/a/b/, /disk/a/b/",
        "1 2 3 4 5 /disk/, /disk/",
        "1 2 3 4 5 /, /",
        "1  2 3 4 5   /disk/a b/  c/, /disk/a b/  c/",
        "1 2 3 4 5 /disk/a/b/ and more, /disk/a/b/",
        "1 2 3 4 5 /disk/\u0085\r\u00ff/, /disk/\u0085\r\u00ff/",
    })
    void takesTheSixthFieldToItsLastSlash(String line, String path) {
        Matcher matcher = ToolSettings.of("a", Path.of(".")).pattern().matcher(line);
        assertThat(matcher.find()).isTrue();
        assertThat(matcher.group(1)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "busy", "1 2 3 4 /disk/a/", "1 2 3 4 5 disk/a/", "1 2 3 4 5 6 /disk/a/", "inode not found"})
    void takesNothingElseForAPath(String line) {
        assertThat(ToolSettings.of("a", Path.of(".")).pattern().matcher(line).find())
                .isFalse();
    }
}
