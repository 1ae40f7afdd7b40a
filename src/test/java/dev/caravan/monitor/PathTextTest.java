package dev.caravan.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.entry.RelativePath;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;

class PathTextTest {
    @Property
    void keepsEveryByteInPlainText(
            @ForAll @StringLength(min = 3, max = 20) @CharRange(from = 1, to = 255) String bytes) {
        RelativePath path = new RelativePath(bytes.replace("/", "x"));

        assertThat(PathText.encoded(path)).matches("[!-~]+");
        assertThat(PathText.decoded(PathText.encoded(path))).isEqualTo(path);
    }

    @Property
    void keepsTheRoot() {
        assertThat(PathText.decoded(PathText.encoded(RelativePath.ROOT))).isEqualTo(RelativePath.ROOT);
        assertThat(PathText.decoded("")).isEqualTo(RelativePath.ROOT);
    }
}
