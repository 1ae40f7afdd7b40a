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
    private static final String OTHER =
            "DEBUG: 03-26 11:45:56:  Client * 15176 [ccdb:NFSClient.cpp:811:15176]Read, inode:0x1";
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
        assertThat(parsing.hints(OTHER, line)).isEmpty();
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
    void readsALookupInsideANameInEveryWay() {
        assertThat(Parsing.ccdbfs().hints(HEAD + "0x1, dentryName:x]Lookup, parentDirInode:0x2, dentryName:y"))
                .containsExactlyInAnyOrder(
                        new Hint.Child(1, "x]Lookup, parentDirInode:0x2, dentryName:y", SEEN),
                        new Hint.Child(2, "y", SEEN),
                        new Hint.Unnamed(1, SEEN));
    }

    @Example
    void readsALineThatRunsIntoAnotherInEveryWay() {
        assertThat(Parsing.ccdbfs().hints(HEAD + "0x1, dentryName:aa" + HEAD + "0x2, dentryName:bbbb"))
                .containsExactlyInAnyOrder(
                        new Hint.Child(1, "aa" + HEAD + "0x2, dentryName:bbbb", SEEN),
                        new Hint.Child(1, "aa", SEEN),
                        new Hint.Unnamed(1, SEEN),
                        new Hint.Child(2, "bbbb", SEEN));
    }

    @Example
    void readsALookupThatRunsIntoAnotherKindOfLine() {
        assertThat(Parsing.ccdbfs().hints(HEAD + "0x1, dentryName:aa" + OTHER))
                .containsExactlyInAnyOrder(
                        new Hint.Child(1, "aa" + OTHER, SEEN),
                        new Hint.Child(1, "aa", SEEN),
                        new Hint.Unnamed(1, SEEN));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 30, 60, 75, 90, 100})
    void countsALineThatWasTornBeforeItsName(int length) {
        Parsing parsing = Parsing.ccdbfs();
        String torn = (HEAD + "0x0000000000000001, dentryName:").substring(0, length);
        assertThat(parsing.hints(torn + HEAD + "0x2, dentryName:bbbb")).contains(new Hint.Child(2, "bbbb", SEEN));
        assertThat(parsing.count("malformed"))
                .as("of one letter nobody can tell")
                .isEqualTo(length == 1 ? 0 : 1);
    }

    @Example
    void takesTheSameOddTextForANameWhereItComesAgain() {
        Parsing parsing = Parsing.ccdbfs();
        String odd = "aa" + HEAD + "0x2, dentryName:bbbb";
        assertThat(parsing.hints(HEAD + "0x1, dentryName:" + odd)).contains(new Hint.Unnamed(1, SEEN));
        for (int i = 0; i < 3; i++) {
            assertThat(parsing.hints(HEAD + "0x1, dentryName:" + odd))
                    .as("whoever heals the gap looks at that file, too")
                    .contains(new Hint.Child(1, odd, SEEN))
                    .noneMatch(hint -> hint instanceof Hint.Unnamed);
        }
        assertThat(parsing.hints(HEAD + "0x3, dentryName:" + odd)).contains(new Hint.Unnamed(3, SEEN));
    }

    @Example
    void readsManyLinesInOneWithoutMuchMemory() {
        Parsing parsing = Parsing.ccdbfs();
        String line = (HEAD + "0x1, dentryName:x").repeat(500);
        assertThat(parsing.hints(line)).hasSizeLessThan(2000).contains(new Hint.Unnamed(1, SEEN));
    }

    @Example
    void putsTheLinesOfANameWithNewlinesTogether() {
        Parsing parsing = Parsing.ccdbfs();
        assertThat(parsing.hints(HEAD + "0x1, dentryName:new", "line", "", HEAD + "0x1, dentryName:next"))
                .as("what follows a name may be none of it, and then a piece is the name")
                .containsExactlyInAnyOrder(
                        new Hint.Child(1, "new\nline\n", SEEN),
                        new Hint.Child(1, "new", SEEN),
                        new Hint.Child(1, "new\nline", SEEN),
                        new Hint.Child(1, "next", SEEN));
        assertThat(parsing.count("malformed")).isZero();
    }

    @Example
    void readsANameThatBeginsWithANewline() {
        Parsing parsing = Parsing.ccdbfs();
        assertThat(parsing.hints(HEAD + "0x1, dentryName:", "x")).containsExactly(new Hint.Child(1, "\nx", SEEN));
        assertThat(parsing.count("malformed")).isZero();
    }

    @Example
    void saysThatANameGoesOnInTheNextBatch() {
        Parsing parsing = Parsing.ccdbfs();
        parsing.hints(HEAD + "0x1, dentryName:new");
        assertThat(parsing.hints("line")).containsExactly(new Hint.Unnamed(1, SEEN));
        parsing.hints(OTHER);
        assertThat(parsing.hints("the rest of something else")).isEmpty();
    }

    @Example
    void countsTheRestOfALineThatNobodyKnows() {
        Parsing parsing = Parsing.ccdbfs();
        assertThat(parsing.hints("line")).isEmpty();
        assertThat(parsing.count("malformed")).isEqualTo(1);
    }

    @Example
    void takesALineOfAnotherLevelForALine() {
        assertThat(Parsing.ccdbfs()
                        .hints(HEAD + "0x1, dentryName:x", HEAD.replace("DEBUG", "[debug]") + "0x2, dentryName:y"))
                .containsExactly(new Hint.Child(1, "x", SEEN), new Hint.Child(2, "y", SEEN));
    }

    @Example
    void givesANameWithAndWithoutTheCarriageReturnAtItsEnd() {
        Parsing parsing = Parsing.ccdbfs();
        byte[] bytes = (HEAD + "0x1, dentryName:Icon\r\n").getBytes(ISO_8859_1);
        LineBatch batch = new LineBatch(bytes, 0, new int[] {0, bytes.length - 2}, 1, Ticket.NONE);
        assertThat(parsing.parser.parse(batch).hints())
                .containsExactly(new Hint.Child(1, "Icon", SEEN), new Hint.Child(1, "Icon\r", SEEN));
    }

    @Example
    void saysThatANameMayHaveBeenCut() {
        Parsing parsing = Parsing.ccdbfs();
        assertThat(cut(parsing, HEAD + "0x1, dentryName:ab"))
                .containsExactly(new Hint.Child(1, "ab", SEEN), new Hint.Unnamed(1, SEEN));
        assertThat(parsing.count("malformed")).isZero();
        assertThat(cut(parsing, HEAD + "0x1, dent")).isEmpty();
        assertThat(parsing.count("malformed")).isEqualTo(1);
    }

    private static List<Hint> cut(Parsing parsing, String line) {
        byte[] bytes = line.getBytes(ISO_8859_1);
        return parsing.parser
                .parse(new LineBatch(bytes, 0, new int[] {0, bytes.length}, 1, Ticket.NONE, true))
                .hints();
    }
}
