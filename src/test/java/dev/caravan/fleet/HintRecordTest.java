package dev.caravan.fleet;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Gap;
import dev.caravan.change.Hint;
import dev.caravan.entry.RelativePath;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HintRecordTest {
    private static final Instant SEEN = Instant.parse("2026-03-26T11:45:56.123Z");

    @Provide
    Arbitrary<RelativePath> paths() {
        Arbitrary<String> names = Arbitraries.strings()
                .withCharRange('\u0001', '\u00ff')
                .excludeChars('/')
                .ofMinLength(1)
                .ofMaxLength(12)
                .filter(name -> !name.equals(".") && !name.equals(".."));
        return names.list().ofMaxSize(4).map(all -> new RelativePath(String.join("/", all)));
    }

    @Property
    void aHintComesThroughWithTheBytesOfItsPath(
            @ForAll("paths") RelativePath path, @ForAll long inode, @ForAll("times") Instant seen) {
        Hint.Named hint = new Hint.Named(path, inode, seen);

        assertThat(HintRecord.of(HintRecord.value(hint, "web-1"))).isEqualTo(new HintRecord.OfHint(hint, "web-1"));
    }

    @Property
    void aGapComesThroughWithTheBytesOfItsDirectory(
            @ForAll("paths") RelativePath directory, @ForAll("times") Instant from) {
        Gap gap = new Gap("client-log", from, from.plusMillis(7), "the log was\ntruncated: \u00e4", directory);

        HintRecord.OfGap read = (HintRecord.OfGap) HintRecord.of(HintRecord.value(gap, "web-1"));

        assertThat(read.gap().feed()).isEqualTo("client-log-web-1");
        assertThat(read.gap().directory()).isEqualTo(directory);
        assertThat(read.gap().from()).isEqualTo(from);
        assertThat(read.gap().to()).isEqualTo(from.plusMillis(7));
        assertThat(read.gap().reason()).startsWith("the log was truncated: ").doesNotContain("\n");
    }

    @Provide
    Arbitrary<Instant> times() {
        return Arbitraries.longs().between(0, 4_000_000_000_000L).map(Instant::ofEpochMilli);
    }

    @Property
    void anyBytesAreARecordOrSaidToBeNone(@ForAll byte[] value) {
        try {
            assertThat(HintRecord.of(value)).isNotNull();
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|the version 1",
                "2 hint 0 0 a;p|the version 1",
                "1 hint 0 0;p|4 words, expected 5",
                "1 hint 0 0 a b;p|6 words, expected 5",
                "1 word 0 0 a;p|neither a hint nor a gap",
                "1 hint x 0 a;p|x",
                "1 hint 0 g a;p|g",
                "1 hint 0 0 a;../p|component",
                "1 hint 0 0 a;p//q|component",
                "1 gap 0 0 a;reason|a gap without a directory",
                "1 gap 5 0 a;reason;d|ends"
            })
    void saysWhyItCannotBeRead(String lines, String why) {
        byte[] value = lines.replace(';', '\n').getBytes(ISO_8859_1);

        assertThatThrownBy(() -> HintRecord.of(value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void aRecordWithoutAValueCannotBeRead() {
        assertThatThrownBy(() -> HintRecord.of(null)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDirectorysEntriesHaveOneKey() {
        assertThat(HintRecord.key(new RelativePath("a/b/c")))
                .isEqualTo(HintRecord.key(new RelativePath("a/b/d")))
                .isEqualTo("a/b".getBytes(ISO_8859_1));
        assertThat(HintRecord.key(new RelativePath("a"))).isEmpty();
        Gap gap = Gap.below(new RelativePath("a/b"), "client-log", SEEN, "cut");
        assertThat(HintRecord.key(gap)).isEqualTo("a/b".getBytes(ISO_8859_1));
    }
}
