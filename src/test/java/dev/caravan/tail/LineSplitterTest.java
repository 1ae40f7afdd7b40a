package dev.caravan.tail;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.LineStart;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class LineSplitterTest {
    private static final int MAX_LINE_BYTES = 20;

    @Property
    void findsWhatAPlainLoopFinds(
            @ForAll("logs") String text, @ForAll("includes") String include, @ForAll @IntRange(max = 9) int from) {
        byte[] bytes = ("#".repeat(from) + text + "#".repeat(9)).getBytes(ISO_8859_1);
        LineSplitter splitter = new LineSplitter(include, MAX_LINE_BYTES, LineStart.ANY);
        int rest = splitter.split(bytes, from, from + text.length());
        assertThat(rest).isEqualTo(from + text.lastIndexOf('\n') + 1);
        assertThat(lines(splitter, bytes)).isEqualTo(expected(text, include));
        assertThat(splitter.lines())
                .isEqualTo((int) text.chars().filter(c -> c == '\n').count());
    }

    @Example
    void comparesTheIncludeTextAsUtf8() {
        LineSplitter splitter = new LineSplitter("\u00fc", MAX_LINE_BYTES, LineStart.ANY);
        byte[] bytes = "gr\u00fcn\nrot\n".getBytes(UTF_8);
        splitter.split(bytes, 0, bytes.length);
        assertThat(splitter.count()).isEqualTo(1);
    }

    private static List<String> expected(String text, String include) {
        List<String> expected = new ArrayList<>();
        int start = 0;
        for (int newline = text.indexOf('\n'); newline >= 0; newline = text.indexOf('\n', start)) {
            String line = text.substring(start, newline);
            start = newline + 1;
            String stripped = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            if (line.length() <= MAX_LINE_BYTES && stripped.contains(include)) {
                expected.add(stripped);
            }
        }
        return expected;
    }

    private static List<String> lines(LineSplitter splitter, byte[] bytes) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < splitter.count(); i++) {
            int start = splitter.bounds()[2 * i];
            lines.add(new String(bytes, start, splitter.bounds()[2 * i + 1] - start, ISO_8859_1));
        }
        return lines;
    }

    @Provide
    Arbitrary<String> logs() {
        return Arbitraries.of(
                        "\n",
                        "\n",
                        "\r",
                        "\r\n",
                        "a",
                        "ab",
                        "]L",
                        "]Look",
                        "]Lookup,",
                        "\u000b",
                        "\u008a",
                        "\u00ff",
                        "\0")
                .list()
                .ofMaxSize(60)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<String> includes() {
        return Arbitraries.of("", "a", "ab", "]Lookup,", "aa", "]L]L");
    }
}
