package dev.caravan.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.RelativePath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerPathsTest {
    @ParameterizedTest
    @CsvSource({
        "/disk, /disk/a/b/, a/b",
        "/disk/, /disk/a/b, a/b",
        "/disk, /disk/, ''",
        "/disk, /disk, ''",
        "/disk, /disk/disk/, disk",
        "/, /a/, a",
        "'', /, ''",
        "'', d/with space, d/with space",
        "'', a b , a b",
        "e, e, ''",
        "e, e/x, x",
        "/e/f, e/f/x, x",
    })
    void takesTheSourceRootOff(String root, String serverPath, String relative) {
        assertThat(new ServerPaths(root, false).relative(serverPath)).contains(new RelativePath(relative));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "//",
                "/diskette/a/",
                "/elsewhere/",
                "/",
                "/disk//a/",
                "/disk/a/../b/",
                "/disk/../a/",
                "/disk/./a/"
            })
    void refusesWhatIsNotBelowIt(String serverPath) {
        assertThatThrownBy(() -> new ServerPaths("/disk", false).relative(serverPath))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void passesOverWhatOthersDoBesideIt() {
        ServerPaths paths = new ServerPaths("e", true);
        assertThat(paths.relative("d/x")).isEmpty();
        assertThat(paths.relative("/")).isEmpty();
        assertThat(paths.relative("ee/x")).isEmpty();
        assertThat(paths.relative("e/x")).contains(new RelativePath("x"));
    }

    @Test
    void takesTheOperatorsPrefixForUtf8() {
        assertThat(new ServerPaths("/\u00e4", false).relative("/\u00c3\u00a4/x/"))
                .contains(new RelativePath("x"));
    }
}
