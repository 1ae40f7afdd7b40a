package dev.caravan.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExclusionsTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                // A name alone, wherever it stands, with all below it.
                "aladata, aladata, true",
                "aladata, x/aladata, true",
                "aladata, x/y/aladata/z/w, true",
                "aladata, aladata2, false",
                "aladata, xaladata, false",
                "aladata, x/aladata.txt, false",
                // Anchored as soon as it holds a slash.
                "a/b, a/b, true",
                "a/b, a/b/c, true",
                "a/b, x/a/b, false",
                "a/b, a/bc, false",
                "/a, a, true",
                "/a, a/b, true",
                "/a, x/a, false",
                // Stars.
                "*.tmp, x.tmp, true",
                "*.tmp, d/x.tmp, true",
                "*.tmp, d/x.tmp/y, true",
                "*.tmp, .tmp, true",
                "*.tmp, x.tmp2, false",
                "a/*, a/b, true",
                "a/*, a/b/c, true",
                "a/*, a, false",
                "a/*/c, a/b/c, true",
                "a/*/c, a/b/x/c, false",
                "a/**/c, a/b/x/c, true",
                "a/**/c, a/c, true",
                "a/**/c, a/bc, false",
                "**/c, c, true",
                "**/c, a/b/c, true",
                "**/c, a/bc, false",
                "a/**, a/b/c, true",
                "a/**, a, false",
                "a/**, ab, false",
                // One byte; a set of bytes.
                "?, a, true",
                "?, ab, false",
                "a?c, a/c, false",
                "[ab]x, ax, true",
                "[ab]x, cx, false",
                "[a-c]x, bx, true",
                "[!a]x, bx, true",
                "[!a]x, ax, false",
                "[^a]x, ax, false",
                "[]]x, ]x, true",
                "[!]]x, ]x, false",
                "[!]]x, ax, true",
                "[.]x, .x, true",
                "[.]x, ax, false",
                "[\\d]x, 5x, false",
                "[a&&b]x, ax, true",
                // What means something to others means itself.
                "a.c, abc, false",
                "a+, aa, false",
                "a+, a+, true",
                "(a|b), a, false",
                "$a, $a, true",
                "a\\Eb, a\\Eb, true",
                // Many.
                "\"a, b\", b, true",
                "\"a,,b\", c, false",
                "\" a \", a, true",
            })
    void matches(String globs, String path, boolean expected) {
        assertThat(Exclusions.of(globs).match(new RelativePath(path))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", "x"})
    void alwaysLeavesItsOwnFolderAlone(String globs) {
        Exclusions exclusions = Exclusions.of(globs);
        assertThat(exclusions.match(new RelativePath(".caravan"))).isTrue();
        assertThat(exclusions.match(new RelativePath(".caravan/trash/x"))).isTrue();
        assertThat(exclusions.match(new RelativePath(".caravanserai"))).isFalse();
        assertThat(exclusions.match(new RelativePath("d/.caravan"))).isFalse();
        assertThat(exclusions.match(RelativePath.ROOT)).isFalse();
    }

    @Test
    void matchesBytesOfAnyEncodingAndNewlines() {
        String utf8 = new String("\u00e9t\u00e9".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        assertThat(Exclusions.of("\u00e9t\u00e9").match(new RelativePath(utf8))).isTrue();
        assertThat(Exclusions.of("*.tmp").match(new RelativePath("a\nb\u00ff.tmp")))
                .isTrue();
        assertThat(Exclusions.of("a").match(new RelativePath("a/b\nc"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a", "x/[", "[", "[]", "[!]", "[z-a]"})
    void refusesASetThatIsNone(String glob) {
        assertThatThrownBy(() -> Exclusions.of("fine," + glob))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("exclusion " + glob + ":");
    }
}
