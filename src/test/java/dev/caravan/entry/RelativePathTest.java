package dev.caravan.entry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelativePathTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a",
                "a/",
                "a//b",
                ".",
                "..",
                "./a",
                "a/.",
                "a/./b",
                "../a",
                "a/..",
                "a/../b",
                "a\0b",
                "\u0100",
                "a/\u20ac"
            })
    void refusesWhatIsNotBelowTheRoot(String text) {
        assertThatThrownBy(() -> new RelativePath(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("path ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "a", "a/b", "...", ".a", "..a", "a.", "a..", ".a/..b", " ", "-rf", "$(x)", "`x`", "${body}",
                "{{x}}", "a\tb", "a\nb", "\u0001", "\u00ff", "%2e%2e", "a\\b", "+", "'\""
            })
    void takesEveryNameThatAFileMayHave(String text) {
        assertThat(new RelativePath(text).latin1()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"'', '', ''", "a, '', a", "a/b, a, b", "a/b/c, a/b, c"})
    void knowsItsParentAndItsName(String text, String parent, String name) {
        RelativePath path = new RelativePath(text);
        assertThat(path.parent().latin1()).isEqualTo(parent);
        assertThat(path.name()).isEqualTo(name);
        assertThat(path.isRoot()).isEqualTo(text.isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "/", "a/", "\0"})
    void refusesAChildThatIsNotOneComponent(String name) {
        assertThatThrownBy(() -> new RelativePath("x").child(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RelativePath.ROOT.child(name)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesAChildOfTheRootWithoutASlash() {
        assertThat(RelativePath.ROOT.child("a")).isEqualTo(new RelativePath("a"));
        assertThat(new RelativePath("a").child("b")).isEqualTo(new RelativePath("a/b"));
        assertThat(new RelativePath("a").child(Path.of("/elsewhere/b"))).isEqualTo(new RelativePath("a/b"));
    }

    @ParameterizedTest
    @CsvSource({
        "a, '', true",
        "'', '', true",
        "a, a, true",
        "a/b, a, true",
        "ab, a, false",
        "a, a/b, false",
        "a!b, a, false",
        "'', a, false",
        "b/a, a, false"
    })
    void startsWithWholeComponentsOnly(String path, String directory, boolean expected) {
        assertThat(new RelativePath(path).startsWith(new RelativePath(directory)))
                .isEqualTo(expected);
    }

    @Test
    void hasAKeyThatIsNeverEmptyAndNeverAnotherPaths() {
        assertThat(RelativePath.ROOT.key()).isEqualTo(".");
        assertThat(new RelativePath("a").key()).isEqualTo("a");
    }

    @Test
    void showsNothingThatIsNotPrintable() {
        assertThat(new RelativePath("a\n\u001b[1m\\\u00e9")).hasToString("a\\x0a\\x1b[1m\\\\\\xe9");
    }

    @Property
    void staysBelowTheRootThatItIsResolvedAgainst(@ForAll("paths") RelativePath path) {
        Path root = Path.of("/some/root");
        Path resolved = path.under(root);
        assertThat(resolved.startsWith(root)).isTrue();
        assertThat(resolved.normalize()).isEqualTo(resolved);
        assertThat(FileNames.toLatin1(resolved)).isEqualTo("/some/root/" + path.latin1());
    }

    @Property
    void isTheChildOfItsParent(@ForAll("paths") RelativePath path) {
        assertThat(path.parent().child(path.name())).isEqualTo(path);
        assertThat(path.startsWith(path.parent())).isTrue();
        assertThat(path.parent().startsWith(path)).isFalse();
    }

    @Provide
    Arbitrary<RelativePath> paths() {
        Arbitrary<String> name = Arbitraries.strings()
                .withCharRange('\u0001', '\u00ff')
                .excludeChars('/')
                .ofMinLength(1)
                .ofMaxLength(12)
                .filter(text -> !text.equals(".") && !text.equals(".."));
        return name.list().ofMinSize(1).ofMaxSize(4).map(names -> new RelativePath(String.join("/", names)));
    }
}
