package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootedPathTest {
    @TempDir
    private Path folder;

    private Settings settings;

    @BeforeEach
    void makeRoot() throws IOException, ConfigurationException {
        Path root = Files.createDirectory(folder.resolve("root"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);
        Map<String, String> given = Map.of("caravan.source", link.toString(), "caravan.exclude", "scratch");
        settings = Settings.unchecked(SettingsFile.load(Optional.empty(), Map.of(), given));
    }

    @Test
    void isBelowTheRootHoweverItIsNamed() throws ConfigurationException {
        for (String given :
                List.of("a/b\u00ff", "./a//b\u00ff/", folder + "/link/a/b\u00ff", folder + "/root/a/b\u00ff")) {
            assertThat(RootedPath.of(given, settings, Key.SOURCE)).isEqualTo(new RelativePath("a/b\u00ff"));
        }
        for (String given : List.of(".", "a/..", folder + "/link", folder + "/root/")) {
            assertThat(RootedPath.of(given, settings, Key.SOURCE)).isEqualTo(RelativePath.ROOT);
        }
    }

    @Test
    void isNothingElse() {
        for (String given :
                List.of("../a", folder + "/other", folder + "/rooted", "/", "x/scratch/y", ".caravan/trash")) {
            assertThatThrownBy(() -> RootedPath.of(given, settings, Key.SOURCE))
                    .as(given)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageStartingWith("path ");
        }
    }
}
