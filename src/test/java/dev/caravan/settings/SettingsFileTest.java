package dev.caravan.settings;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsFileTest {
    private static final String WORKERS = "caravan.copy.workers";
    private static final String VARIABLE = "CARAVAN_COPY_WORKERS";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // The file, the environment, the command line; what counts.
                "-, -, -, 32",
                "1, -, -, 1",
                "-, 2, -, 2",
                "1, 2, -, 2",
                "-, -, 3, 3",
                "1, -, 3, 3",
                "-, 2, 3, 3",
                "1, 2, 3, 3"
            })
    void letsTheCommandLineBeatTheEnvironmentWhichBeatsTheFile(
            String inFile, String inEnvironment, String onLine, String expected) throws Exception {
        Path file = file(inFile == null ? "" : WORKERS + "=" + inFile, UTF_8);
        Map<String, String> environment = inEnvironment == null ? Map.of() : Map.of(VARIABLE, inEnvironment);
        Map<String, String> overrides = onLine == null ? Map.of() : Map.of(WORKERS, onLine);
        assertThat(SettingsFile.load(Optional.of(file), environment, overrides)).containsEntry(WORKERS, expected);
    }

    @ParameterizedTest
    @CsvSource({
        "caravan.settle.quiet-second, caravan.settle.quiet-seconds",
        "caravan.sorce, caravan.source",
        "caravan.copy-workers, caravan.copy.workers",
        "caravan.feed.web1.pth, caravan.feed.web1.path",
        "caravan.quiet-seconds, caravan.settle.quiet-seconds",
        "caravan.Source, caravan.source",
    })
    void namesTheKeyThatWasMeant(String unknown, String meant) throws IOException {
        Path file = file(unknown + "=1", UTF_8);
        assertThatThrownBy(() -> SettingsFile.load(Optional.of(file), Map.of(), Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("there is no key " + unknown + "; did you mean " + meant + "?");
        assertThatThrownBy(() -> SettingsFile.load(Optional.empty(), Map.of(), Map.of(unknown, "1")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("--set")
                .hasMessageContaining(meant);
    }

    @Test
    void leavesKeysToOthersThatAreNotOurs() throws Exception {
        Path file = file("my.endpoint=log:mine\ncamel.main.name=other\ncaravanserai=1", UTF_8);
        assertThat(SettingsFile.load(Optional.of(file), Map.of("PATH", "/bin", "CARAVAN", "x"), Map.of("a", "b")))
                .containsEntry("my.endpoint", "log:mine")
                .containsEntry("camel.main.name", "other")
                .containsEntry("a", "b");
    }

    @Test
    void readsTheFileAsUtf8AndStripsValues() throws Exception {
        Path file = file("caravan.source = /caf\u00e9 \t\n# caravan.target=/x\ncaravan.exclude=a,\\\n  b", UTF_8);
        assertThat(SettingsFile.load(Optional.of(file), Map.of(), Map.of()))
                .containsEntry("caravan.source", "/caf\u00e9")
                .containsEntry("caravan.target", "")
                .containsEntry("caravan.exclude", "a,b");
    }

    @Test
    void saysWhichFileCannotBeRead() throws IOException {
        Path latin = file("caravan.source=/caf\u00e9", ISO_8859_1);
        Path malformed = file("caravan.source=\\u00g0", UTF_8);
        for (Path file : new Path[] {folder.resolve("nowhere"), folder, latin, malformed}) {
            assertThatThrownBy(() -> SettingsFile.load(Optional.of(file), Map.of(), Map.of()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("configuration file " + file)
                    .hasMessageContaining("--config");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "caravan.source, CARAVAN_SOURCE",
        "caravan.settle.quiet-seconds, CARAVAN_SETTLE_QUIET_SECONDS",
        "caravan.settle.max-held-paths, CARAVAN_SETTLE_MAX_HELD_PATHS"
    })
    void namesAKeysVariableAsCamelDoes(String key, String variable) {
        assertThat(SettingsFile.environmentName(key)).isEqualTo(variable);
    }

    private Path file(String text, Charset charset) throws IOException {
        Path file = Files.createTempFile(folder, "some", ".properties");
        return Files.writeString(file, text, charset);
    }
}
