package dev.caravan.parse;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.caravan.change.Hint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines are real ones of a MooseFS 3.0.117 mount, but for the times where a test needs one. */
class MoosefsDialectTest {
    private static final String HEAD = "11.22 17:42:45.348463: uid:0 gid:0 pid:6011 cmd:";
    private static final Instant SEEN = Instant.parse("2026-11-22T17:42:45.348463Z");
    private static final String ATTRIBUTES =
            "(0.0,2,1.0,[-rw-r--r--:0100644,1,0,0,1795369364,1795369364,1795369364,1])";
    private static final String CREATED =
            ": OK (0.0,11,1.0,[-rw-r--r--:0100644,1,0,0,1795369365,1795369365,1795369365,0]) (direct_io:0,keep_cache:0,append_mode:0) [handle:01000001]";
    private static final String NO_ENTRY = ": ENOENT (No such file or directory)";

    private static Hint child(long parent, String name) {
        return new Hint.Child(parent, name, SEEN);
    }

    private static Hint inode(long inode) {
        return new Hint.Inode(inode, SEEN);
    }

    static Stream<Arguments> operations() {
        return Stream.of(
                arguments("lookup (1,a): OK " + ATTRIBUTES, List.of(child(1, "a"))),
                arguments("lookup (3,sub)" + NO_ENTRY, List.of(child(3, "sub"))),
                arguments("lookup (1,a) (using open dir cache): OK " + ATTRIBUTES, List.of(child(1, "a"))),
                arguments("lookup (1,a) (using negative entry cache)" + NO_ENTRY, List.of(child(1, "a"))),
                arguments("create (1,a,O_WRONLY|O_CREAT|O_TRUNC,-rw-rw-rw-:0100666)" + CREATED, List.of(child(1, "a"))),
                arguments("mkdir (1,d,drwxrwxrwx:00777): OK " + ATTRIBUTES, List.of(child(1, "d"))),
                arguments("mkdir (1,d,drwxrwxrwx:0777/----w--w-:0022): OK " + ATTRIBUTES, List.of(child(1, "d"))),
                arguments("mknod (1,chr,crw-------:020600,0x00000103): OK " + ATTRIBUTES, List.of(child(1, "chr"))),
                arguments("unlink (1,sl): OK", List.of(child(1, "sl"))),
                arguments("rmdir (1,rd): OK", List.of(child(1, "rd"))),
                arguments("link (2,4,b-link): OK " + ATTRIBUTES, List.of(child(4, "b-link"), inode(2))),
                arguments("rename (3,sub,1,e,0): OK", List.of(child(1, "e"), child(3, "sub"))),
                arguments("symlink (t,1,sl): OK " + ATTRIBUTES, List.of(child(1, "sl"))),
                arguments("symlink (some target, (x),1,sl): OK " + ATTRIBUTES, List.of(child(1, "sl"))),
                arguments(
                        "setattr (5,0x1,[mode=rw-------:00600]) [no handle]: OK (1.0,[-rw-------:0100600,1,0,0,1,1,1,1])",
                        List.of(inode(5))),
                arguments("setattr (5,0x1B0,[atime=NOW;mtime=NOW]) [no handle]: OK (1.0,[x])", List.of(inode(5))),
                arguments("setattr (5,0x8,[size=50]) [handle:04000001]: OK (1.0,[x])", List.of(inode(5))),
                arguments("write (5,5,50) [handle:05000001]: OK (5)", List.of(inode(5))),
                arguments(
                        "open (5,O_WRONLY|O_TRUNC): OK (direct_io:0,keep_cache:1,append_mode:0) [handle:02000002]",
                        List.of(inode(5))),
                arguments("setxattr (5,user.a,6,0): OK", List.of(inode(5))),
                arguments("setxattr (5,system.posix_acl_access,44,0): OK", List.of(inode(5))),
                arguments("removexattr (5,user.a): OK", List.of(inode(5))));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void hintsForWhatChanges(String operation, List<Hint> hints) {
        Parsing parsing = Parsing.moosefs();
        assertThat(parsing.hints(HEAD + operation)).containsExactlyElementsOf(hints);
        assertThat(parsing.count("malformed")).isZero();
        assertThat(parsing.gaps).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access (1,0x1): OK",
                "getattr (1) [no handle]: OK (1.0,[drwxrwxrwx:0040777,4,0,0,1795369325,1795369365,1795369365,1000502])",
                "getxattr (2,security.capability,0) (using cache): ENODATA (No data available)",
                "flush (5) - releasing all POSIX-type locks for F0B165E573E7CDC1 (received from kernel): OK",
                "release (2) [handle:01000001,uselocks:0,lock_owner:0000000000000000]: OK",
                "readlink (7): OK (some target, (x))",
                "open (5,O_RDWR) (using cached data from lookup): OK (direct_io:0,keep_cache:1,append_mode:0) [handle:04000001]",
                "opendir (1): OK [handle:00000001]",
                "readdirplus (1,50000,1228) [handle:00000001]: OK (4216)",
                "statfs (1): OK (108944293888,85508542464,85508542464,1,0,62)",
                "setlkw (inode:5 owner:F0B165E573E7CDC1 start:0 end:18446744073709551615 type:W) [handle:1A000001]: OK",
                "invalidate cache (84:4096:0): ok",
                "listxattr (5,256): OK (7)",
                "fsync (5,0) [handle:05000001]: OK",
                "rename (3,filelinktest,3,x2,1): EINVAL (Invalid argument)",
                "rmdir (1,d): ENOTEMPTY (Directory not empty)",
                "unlink (1,none): ENOENT (No such file or directory)",
                "lookup (1,a): EACCES (Permission denied)",
                "write (5,5,50) [handle:05000001]: EIO (Input/output error)",
                "lookup (1,.masterinfo) (internal node: MASTERINFO): OK (3600.0,2147483647,3600.0,[-r--r--r--:0100444,1,0,0,0,0,0,14])",
                "lookup (3,.masterinfo) (internal node: MASTERINFO): OK (3600.0,2147483647,3600.0,[-r--r--r--:0100444,1,0,0,0,0,0,14])",
                "lookup (1,.oplog) (internal node: OPLOG): OK (3600.0,2147483633,3600.0,[-r--------:0100400,1,0,0,0,0,0,0])",
                "setattr (2147483637,0x8,[size=0]) (internal node: PARAMS): OK (3600,[-rw-------:0100600,1,0,0,0,0,0,0])",
                "write (2147483632,2,0): OK (2)",
                "lookup (1,a) ...",
            })
    void passesOverTheRest(String operation) {
        Parsing parsing = Parsing.moosefs();
        assertThat(parsing.hints(HEAD + operation, "#", "11.22 17:42:46.000001: msg:anything"))
                .isEmpty();
        assertThat(parsing.count("malformed")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with space",
                "com,ma",
                "pa(r)en)",
                "quo\"te's",
                "non\u00ff\u00feutf8",
                "tab\t",
                "back\\slash",
                "\u0001ctl",
                "x): OK",
                "x): ENOENT (No such file or directory)",
                "a,3,b",
                " lead",
                "trail ",
                "$(x)`y`",
                "1,2,3,4,5",
                "x) (internal node: OPLOG)",
                ",",
                "(",
            })
    void readsNamesThatLookLikeItsOwnMarks(String name) {
        Parsing parsing = Parsing.moosefs();
        assertThat(parsing.hints(HEAD + "lookup (1," + name + ")" + NO_ENTRY)).containsExactly(child(1, name));
        assertThat(parsing.hints(HEAD + "create (1," + name + ",O_WRONLY|O_CREAT,-rw-rw-rw-:0100666)" + CREATED))
                .containsExactly(child(1, name));
        assertThat(parsing.hints(HEAD + "mkdir (1," + name + ",drwxrwxrwx:00777): OK " + ATTRIBUTES))
                .containsExactly(child(1, name));
        assertThat(parsing.hints(HEAD + "mknod (1," + name + ",frw-rw-rw-:010666,0x00000000): OK " + ATTRIBUTES))
                .containsExactly(child(1, name));
        assertThat(parsing.hints(HEAD + "unlink (1," + name + "): OK")).containsExactly(child(1, name));
        assertThat(parsing.hints(HEAD + "link (2,4," + name + "): OK " + ATTRIBUTES))
                .containsExactly(child(4, name), inode(2));
        assertThat(parsing.count("malformed")).isZero();
    }

    @Test
    void hintsForEveryWayARenameCanBeCut() {
        assertThat(Parsing.moosefs().hints(HEAD + "rename (1,a,3,b,4,a,5,b,0): OK"))
                .containsExactlyInAnyOrder(
                        child(1, "a"),
                        child(3, "b,4,a,5,b"),
                        child(1, "a,3,b"),
                        child(4, "a,5,b"),
                        child(1, "a,3,b,4,a"),
                        child(5, "b"));
    }

    @Property
    void findsBothNamesOfARename(@ForAll("names") String from, @ForAll("names") String to) {
        assertThat(Parsing.moosefs().hints(HEAD + "rename (17," + from + ",4," + to + ",0): OK"))
                .contains(child(17, from), child(4, to));
    }

    @Property
    void findsTheNameOfASymbolicLink(@ForAll("names") String text, @ForAll("names") String name) {
        assertThat(Parsing.moosefs().hints(HEAD + "symlink (/" + text + "," + 4 + "," + name + "): OK " + ATTRIBUTES))
                .contains(child(4, name));
    }

    @Property
    void neverFailsWhateverTheLine(@ForAll byte[] end) {
        Parsing parsing = Parsing.moosefs();
        for (MoosefsOperation operation : MoosefsOperation.values()) {
            String line =
                    HEAD + operation.name().toLowerCase(java.util.Locale.ROOT) + " (" + new String(end, ISO_8859_1);
            parsing.hints(line);
            parsing.hints(line + "): OK");
        }
        assertThat(parsing.count("malformed")).isPositive();
    }

    /** Bytes of names, with those more often that the log uses for itself. */
    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings()
                .withChars(",0123():OK ")
                .withCharRange((char) 1, (char) 255)
                .excludeChars('/', '\n')
                .ofMinLength(1)
                .ofMaxLength(40)
                .filter(name -> !name.equals(".") && !name.equals(".."));
    }

    @Test
    void putsALineTogetherThatANewlineInANameBroke() {
        Parsing parsing = Parsing.moosefs();
        assertThat(parsing.hints(
                        HEAD + "rename (1,new", "line,4,new", "", "line,0): OK", "#", HEAD + "lookup (1,a)" + NO_ENTRY))
                .containsExactly(child(4, "new\n\nline"), child(1, "new\nline"), child(1, "a"));
        assertThat(parsing.count("malformed")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "line): OK",
                "11.22 17:42:45.348463: uid:0 gid:0 pid:6011 cmd:lookup (1,new",
                "11.22 17:42:45.348463: uid:0 gid:0 pid:6011 cmd:look",
                "11.22 17:42:45.348463: uid:0 gid:0",
                "11.22 17:42:45.3484",
                "11.22 17:42:45.348463: uid:0 gid:0 pid:6011 cmd:lookup (1,): OK",
                "11.22 17:42:45.348463: uid:0 gid:0 pid:6011 cmd:lookup (x,y): OK",
                "11.22 17:42:45.348463: uid:0 gid:0 pid:6011 cmd:rename (1,y): OK",
                "11.22 17:42:45.348463: uid:0 gid:0 pid:6011 cmd:setattr (): OK",
                "11.22 17:42:45.348463: uid:0 gid:0 pid:6011 cmd:symlink (tttttttttttttttttttttttttttttttttttt",
                "",
            })
    void countsALineThatCannotBeUnderstood(String line) {
        Parsing parsing = Parsing.moosefs();
        assertThat(parsing.hints(line)).isEmpty();
        assertThat(parsing.count("malformed")).isEqualTo(1);
        assertThat(parsing.gaps).hasSize(1);
    }

    @Test
    void leavesOutTheInodeToolsOwnQuestions() {
        Parsing parsing = Parsing.moosefs();
        String question = "0000000000000000000000000000000000000011";
        assertThat(parsing.hints(HEAD + "lookup (1," + question + ")" + NO_ENTRY))
                .isEmpty();
        assertThat(parsing.count("own")).isEqualTo(1);
        assertThat(parsing.hints(HEAD + "lookup (1,0000000011)" + NO_ENTRY)).hasSize(1);
        assertThat(parsing.hints(HEAD + "lookup (1," + question + "): OK " + ATTRIBUTES))
                .hasSize(1);
    }

    @Test
    void recordsAGapWhenTimeGoesBack() {
        Parsing parsing = Parsing.moosefs();
        String later = "11.22 17:50:00.000000: uid:0 gid:0 pid:0 cmd:write (5,1,0) [handle:04000002]: OK (1)";
        assertThat(parsing.hints(later, HEAD + "unlink (1,a): OK")).hasSize(2);
        assertThat(parsing.gaps)
                .singleElement()
                .satisfies(gap -> assertThat(gap.reason()).contains("overwritten before they were read"));
    }

    @Test
    void leavesOutWhatOurOwnThreadsDid(@TempDir Path proc) throws IOException {
        Path stat = proc.resolve("self/task/6011/stat");
        Files.createDirectories(stat.getParent());
        Files.writeString(stat, "6011 (java) S 1 1 1 0 -1 0 1 0 0 0 7 3 0 0 20 0 31 0 100 0 0 0\n");
        Files.writeString(proc.resolve("uptime"), "7200.00 1.00\n");
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T18:00:00Z"), ZoneOffset.UTC);
        Parsing parsing = Parsing.moosefs(new OwnThreads(proc, clock));

        assertThat(parsing.hints(
                        HEAD + "lookup (1,a)" + NO_ENTRY,
                        HEAD.replace("6011", "6012") + "lookup (1,b)" + NO_ENTRY,
                        HEAD + "getattr (5) [no handle]: OK (1.0,[x])",
                        HEAD + "lookup (1,new",
                        "line)" + NO_ENTRY,
                        // A sign of life that was asked for.
                        HEAD + "lookup (1,.caravan-look-17-1h)" + NO_ENTRY))
                .containsExactly(child(1, "b"), child(1, ".caravan-look-17-1h"));
        assertThat(parsing.count("own")).isEqualTo(2);
        assertThat(parsing.gaps).isEmpty();
    }
}
