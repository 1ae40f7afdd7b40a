package dev.caravan.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Hint;
import dev.caravan.change.LineBatch;
import dev.caravan.change.Ticket;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CcdbfsDialectTest {
    private static final String HEAD =
            "DEBUG: 03-26 11:45:56:  Client * 15176 [ccdb:NFSClient.cpp:625:15176]Lookup, parentDirInode:";
    private static final Instant SEEN = Instant.parse("2026-03-26T11:45:56Z");

    @Example
    void readsTheLineOfTheIssue() {
        assertThat(Parsing.ccdbfs().hints(HEAD + "0xa0000001198bee40, dentryName:filelinktest"))
                .containsExactly(new Hint.Child(0xa0000001198bee40L, "filelinktest", SEEN));
    }

    @Property
    void carriesEveryNameByteForByte(@ForAll("names") byte[] name, @ForAll long inode) {
        String text = new String(name, ISO_8859_1);
        String hex = Long.toHexString(inode);
        assertThat(Parsing.ccdbfs().hints(HEAD + "0x" + hex + ", dentryName:" + text))
                .containsExactly(new Hint.Child(inode, text, SEEN));
    }

    @Property
    void neverFailsWhateverTheLine(@ForAll byte[] line) {
        Parsing parsing = Parsing.ccdbfs();
        byte[] lookup = (HEAD + "0x1, dentryName:").getBytes(ISO_8859_1);
        byte[] bytes = Arrays.copyOf(lookup, lookup.length + line.length);
        System.arraycopy(line, 0, bytes, lookup.length, line.length);
        for (int start = 0; start < bytes.length; start += 7) {
            LineBatch batch = new LineBatch(bytes, 0, new int[] {start, bytes.length}, 1, Ticket.NONE);
            assertThat(parsing.parser.parse(batch).hints()).hasSizeLessThanOrEqualTo(1);
        }
    }

    @Provide
    Arbitrary<byte[]> names() {
        return Arbitraries.bytes()
                .filter(b -> b != 0 && b != '\n' && b != '/')
                .array(byte[].class)
                .ofMinSize(1)
                .ofMaxSize(255)
                .filter(name -> !List.of(".", "..").contains(new String(name, ISO_8859_1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DEBUG: 03-26 11:45:56:  Client * 15176 [ccdb:NFSClient.cpp:625:15176]Create, parentDirInode:0x1, dentryName:x",
                "INFO: Lookup, parentDirInode:0x1, dentryName:x",
                "]Lookup",
                ""
            })
    void passesOverOtherLines(String line) {
        Parsing parsing = Parsing.ccdbfs();
        assertThat(parsing.hints(line)).isEmpty();
        assertThat(parsing.count("malformed")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x1, dentryName:",
                "0x1, dentryName:.",
                "0x1, dentryName:..",
                "0x1, dentryName:a/b",
                "0x1, dentryName:a\0b",
                "0x, dentryName:x",
                "0x12345678901234567, dentryName:x",
                "1, dentryName:x",
                "0x1 dentryName:x",
                "0x1, dentryNam",
                "",
            })
    void countsALookupThatCannotBeUnderstood(String rest) {
        Parsing parsing = Parsing.ccdbfs();
        assertThat(parsing.hints(HEAD + rest)).isEmpty();
        assertThat(parsing.count("malformed")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEBUG: 03-26 11:45:5", "03-26", "DEBUG: 13-26 11:45:56:", "DEBUG: 02-30 11:45:56:", ""})
    void countsALookupWithoutATime(String head) {
        Parsing parsing = Parsing.ccdbfs();
        assertThat(parsing.hints(head + "]Lookup, parentDirInode:0x1, dentryName:x"))
                .isEmpty();
        assertThat(parsing.count("malformed")).isEqualTo(1);
    }

    @Example
    void takesALookupInsideANameAsTheName() {
        assertThat(Parsing.ccdbfs().hints(HEAD + "0x1, dentryName:x]Lookup, parentDirInode:0x2, dentryName:y"))
                .containsExactly(new Hint.Child(1, "x]Lookup, parentDirInode:0x2, dentryName:y", SEEN));
    }

    @Example
    void harmsNothingWhereANameHoldsANewline() {
        Parsing parsing = Parsing.ccdbfs();
        assertThat(parsing.hints(HEAD + "0x1, dentryName:new", "line")).containsExactly(new Hint.Child(1, "new", SEEN));
        assertThat(parsing.count("malformed")).isZero();
    }
}
