package dev.caravan.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.Entry;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TargetLimits;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Lstat;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import dev.caravan.removal.Trash;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.HardLinks;
import dev.caravan.trees.Roots;
import dev.caravan.trees.Trees;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopierTest {
    private static final Instant OLD = Instant.parse("2001-02-03T04:05:06.123456789Z");
    private static final Duration QUIET = Duration.ofMinutes(2);
    private static final FileData UNBOUND = new FileData(new Bandwidth(0));
    private static final String TRASH = ".caravan/trash/2026-03-26/";

    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-26T11:45:56Z"));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CopyMeters copyMeters = new CopyMeters(meters);
    private final HardLinks hardLinks = new HardLinks();
    private final Posix posix = posix();
    private Path source;
    private Path target;
    private Roots roots;
    private Copier copier;

    /** The calls that it copies with. */
    Posix posix() {
        return new NativePosix();
    }

    /** What a file shows that was given this time. */
    Instant kept(Instant time) {
        return time;
    }

    @BeforeEach
    void makeTrees() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        Files.createFile(source.resolve("always"));
        roots = Roots.open(source, target);
        copier = copier(UNBOUND::copy);
    }

    private Copier copier(Copier.Data data) {
        Trees trees = new Trees(roots, posix, hardLinks, new TargetLimits(), true);
        return new Copier(
                trees,
                new Trash(target, posix, clock),
                new CopyOptions(QUIET, true, false, new Bandwidth(0), Runnable::run),
                clock,
                copyMeters,
                data);
    }

    @Test
    void copiesANewFile() throws IOException {
        write("f", "content");
        Verdict.Apply apply = apply("f");
        clock.advance(Duration.ofSeconds(5));
        Look until = new Look(apply.look().begin(), clock.instant());
        assertThat(copier.carryOut(apply)).isEqualTo(new Verdict.Applied(apply.task(), until, true));
        assertEqualOnBothSides("f");
        assertThat(Files.readString(target.resolve("f"))).isEqualTo("content");
        assertThat(entries(target)).containsExactly(".caravan", "f");
        assertThat(count("entries")).isEqualTo(1);
        assertThat(count("bytes")).isEqualTo(7);
        assertThat(count("removed")).isZero();
        assertThat(meters.get("caravan.copy.inflight").gauge().value()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"100000, 7.0", "1048576, 0.667572", "700000000, 0.001"})
    void copiesNoFasterThanTheBandwidth(long rate, double expectedSeconds) throws IOException {
        ManualTime time = new ManualTime(Duration.ZERO);
        Bandwidth bandwidth = new Bandwidth(rate, time, time);
        copier = copier(new FileData(bandwidth)::copy);
        write("f", "0123456".repeat(100_000));
        long begin = time.currentTimeNanos();
        assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
        assertThat((time.currentTimeNanos() - begin) / 1e9).isCloseTo(expectedSeconds, within(0.0001));
        assertThat(target.resolve("f")).hasSameBinaryContentAs(source.resolve("f"));
    }

    @Test
    void leavesNothingBehindWhereItIsInterruptedWhileItWaitsForBandwidth() throws IOException {
        Bandwidth bandwidth = new Bandwidth(1);
        copier = copier((from, to, size) -> {
            Thread.currentThread().interrupt();
            return new FileData(bandwidth).copy(from, to, size);
        });
        write("f", "content");
        try {
            assertThatThrownBy(() -> carryOut("f")).isInstanceOf(ClosedByInterruptException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(entries(target)).containsExactly(".caravan");
    }

    @Test
    void writesNothingIntoATargetThatIsNotTheOneOfTheStart() throws IOException {
        write("f", "content");
        Path away = Files.move(target, target.resolveSibling("away"));
        Files.createDirectory(target);
        assertThat(carryOut("f")).isEqualTo(Kind.WAIT);
        assertThat(entries(target)).isEmpty();

        Files.delete(target);
        Files.move(away, target);
        clock.advance(Duration.ofSeconds(1));
        assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "much longer than what stood there before"})
    void replacesAFile(String content) throws IOException {
        write("f", content);
        Files.writeString(target.resolve("f"), "what stood there");
        Object before = Files.getAttribute(target.resolve("f"), "unix:ino");
        assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
        assertEqualOnBothSides("f");
        assertThat(Files.readString(target.resolve("f"))).isEqualTo(content);
        assertThat(Files.getAttribute(target.resolve("f"), "unix:ino")).isNotEqualTo(before);
        assertThat(target.resolve(".caravan/trash")).doesNotExist();
    }

    /** Of times that it cannot set, the nearest, and always the same: the entry would never be equal otherwise. */
    @ParameterizedTest
    @CsvSource({
        "@-1000000000.5, 1938-04-24T22:13:19.500Z",
        "@11234567890, 2326-01-04T17:18:10Z",
        "2001-02-03T04:05:06.123456789Z, 2001-02-03T04:05:06.123456789Z"
    })
    void keepsATimeAsNearAsItCan(String time, Instant expected) throws Exception {
        write("f", "content");
        Process touch = new ProcessBuilder(
                        "touch", "-d", time, source.resolve("f").toString())
                .inheritIO()
                .start();
        assertThat(touch.waitFor()).isZero();
        assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
        assertThat(Lstat.read(target.resolve("f")).orElseThrow().modified()).isEqualTo(kept(expected));
        assertThat(copier.carryOut(apply("f")))
                .isInstanceOfSatisfying(
                        Verdict.Applied.class,
                        applied -> assertThat(applied.renamed()).isFalse());
    }

    @Test
    void movesNoDataWhereOnlyAttributesDiffer() throws IOException {
        write("f", "content");
        carryOut("f");
        Object inode = Files.getAttribute(target.resolve("f"), "unix:ino");
        Files.setAttribute(source.resolve("f"), "unix:mode", 0640);
        Verdict verdict = copier.carryOut(apply("f"));
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Applied.class,
                        applied -> assertThat(applied.renamed()).isFalse());
        assertEqualOnBothSides("f");
        assertThat(Files.getAttribute(target.resolve("f"), "unix:ino")).isEqualTo(inode);
        assertThat(count("bytes")).isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(ints = {04755, 02755, 06711, 01777, 0, 0400, 0777})
    void keepsOwnerAndEveryModeBit(int mode) throws IOException {
        assumeTrue(Files.getAttribute(source, "unix:uid").equals(0), "only root may give files away");
        write("f", "content");
        Files.createDirectory(source.resolve("d"));
        for (String name : List.of("f", "d")) {
            Files.setAttribute(source.resolve(name), "unix:uid", 1234);
            Files.setAttribute(source.resolve(name), "unix:gid", 4321);
            Files.setAttribute(source.resolve(name), "unix:mode", mode);
            carryOut(name);
            assertEqualOnBothSides(name);
            // And where only the owner changed, which clears set-uid.
            Files.setAttribute(source.resolve(name), "unix:uid", 77);
            Files.setAttribute(source.resolve(name), "unix:mode", mode);
            carryOut(name);
            assertEqualOnBothSides(name);
        }
    }

    @Test
    void keepsALinksOwner() throws IOException {
        assumeTrue(Files.getAttribute(source, "unix:uid").equals(0), "only root may give files away");
        Files.createSymbolicLink(source.resolve("l"), Path.of("always"));
        Files.setAttribute(source.resolve("l"), "unix:uid", 1234, LinkOption.NOFOLLOW_LINKS);
        carryOut("l");
        assertEqualOnBothSides("l");
        assertThat(Files.getAttribute(source.resolve("always"), "unix:uid")).isEqualTo(0);
    }

    @Test
    void showsNobodyHalfAFile() throws IOException {
        write("f", "content");
        Files.setAttribute(source.resolve("f"), "unix:mode", 0777);
        Files.writeString(target.resolve("f"), "what stood there");
        Path temporary = TemporaryName.beside(new RelativePath("f")).under(target);
        List<String> seen = new ArrayList<>();
        Copier watched = copier((from, to, size) -> {
            long copied = UNBOUND.copy(from, to, size);
            seen.add(Files.readString(target.resolve("f")) + " "
                    + Integer.toOctalString((Integer) Files.getAttribute(temporary, "unix:mode")));
            return copied;
        });
        watched.carryOut(apply("f"));
        assertThat(seen).containsExactly("what stood there 100600");
        assertEqualOnBothSides("f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "always",
                "nowhere",
                "/etc/hostname",
                ".",
                "..",
                "dir/",
                "a//b",
                "../up",
                "\u00e9",
                "\u00e9/",
                "../\u00ff\u0001",
                "$(touch x)"
            })
    void copiesALinkAsItIs(String text) throws Exception {
        link(source.resolve("l"), text);
        FileTime time = FileTime.from(OLD);
        Files.getFileAttributeView(source.resolve("l"), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(time, null, null);
        assertThat(carryOut("l")).isEqualTo(Kind.APPLIED);
        assertEqualOnBothSides("l");
        Entry copy = Lstat.read(target.resolve("l")).orElseThrow();
        assertThat(copy.link()).isEqualTo(text);
        assertThat(copy.modified()).isEqualTo(Instant.parse("2001-02-03T04:05:06.123456Z"));
    }

    @Test
    void replacesALinkAndNotWhatItNames() throws IOException {
        Files.createSymbolicLink(source.resolve("l"), Path.of("new"));
        Files.createDirectory(target.resolve("d"));
        Files.createSymbolicLink(target.resolve("l"), Path.of("d"));
        assertThat(carryOut("l")).isEqualTo(Kind.APPLIED);
        assertEqualOnBothSides("l");
        assertThat(target.resolve("d")).isEmptyDirectory();
    }

    @Test
    void makesADirectoryWithItsParents() throws IOException {
        Files.createDirectories(source.resolve("a/b/c"));
        for (String path : List.of("a/b/c", "a/b", "a")) {
            Files.setAttribute(source.resolve(path), "unix:mode", 02750);
            Files.setLastModifiedTime(source.resolve(path), FileTime.from(OLD));
        }
        assertThat(carryOut("a/b/c")).isEqualTo(Kind.APPLIED);
        assertEqualOnBothSides("a/b/c");
        // The times of those above are set once what is in them is.
        assertThat(Lstat.read(target.resolve("a/b")).orElseThrow().mode()).isEqualTo(02750);
        assertThat(carryOut("a")).isEqualTo(Kind.APPLIED);
        assertEqualOnBothSides("a");
    }

    @Test
    void givesTheRootItsAttributes() throws IOException {
        Files.setAttribute(source, "unix:mode", 0711);
        Files.setLastModifiedTime(source, FileTime.from(OLD));
        assertThat(carryOut("")).isEqualTo(Kind.APPLIED);
        assertEqualOnBothSides("");
    }

    @ParameterizedTest
    @CsvSource({
        "file, directory, true", "file, link, false", "directory, file, true",
        "directory, link, true", "link, file, false", "link, directory, true"
    })
    void replacesAnEntryOfAnotherType(String now, String before, boolean trashed) throws IOException {
        make(source.resolve("x"), now);
        make(target.resolve("x"), before);
        Entry old = Lstat.read(target.resolve("x")).orElseThrow();
        assertThat(carryOut("x")).isEqualTo(Kind.APPLIED);
        assertEqualOnBothSides("x");
        // What one rename cannot replace has its way back; the rest is replaced as a changed file is.
        assertThat(Lstat.read(target.resolve(TRASH + "0/x")).map(Entry::inode))
                .isEqualTo(trashed ? Optional.of(old.inode()) : Optional.empty());
        if (before.equals("directory")) {
            assertThat(target.resolve(TRASH + "0/x/inside")).exists();
        }
        assertThat(count("removed")).isEqualTo(trashed ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "grew",
        "shrank",
        "was rewritten",
        "was touched",
        "was replaced",
        "became a directory",
        "became a link",
        "went"
    })
    void throwsTheCopyAwayWhereTheSourceChangedMeanwhile(String what) throws IOException {
        write("f", "content");
        Files.setLastModifiedTime(source.resolve("f"), FileTime.from(OLD));
        Files.writeString(target.resolve("f"), "what stood there");
        Verdict verdict = copier(during(what)).carryOut(apply("f"));
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Wait.class, wait -> {
            assertThat(wait.until()).isEqualTo(clock.instant().plus(QUIET));
            assertThat(wait.hot()).isFalse();
        });
        assertThat(Files.readString(target.resolve("f"))).isEqualTo("what stood there");
        assertThat(entries(target)).containsExactly(".caravan", "f");
        assertThat(count("discarded")).isEqualTo(1);
        assertThat(count("entries")).isZero();
    }

    private Copier.Data during(String what) {
        Path file = source.resolve("f");
        return (from, to, size) -> {
            long copied = UNBOUND.copy(from, to, size);
            switch (what) {
                case "grew" -> Files.writeString(file, "more", StandardOpenOption.APPEND);
                case "shrank" -> Files.writeString(file, "con");
                case "was rewritten" -> Files.writeString(file, "CONTENT");
                case "was touched" -> Files.setLastModifiedTime(file, FileTime.from(OLD.plusNanos(1)));
                case "was replaced" -> {
                    Path other = Files.writeString(folder.resolve("other"), "CONTENT");
                    Files.setLastModifiedTime(other, FileTime.from(OLD));
                    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
                }
                case "became a directory" -> {
                    Files.delete(file);
                    Files.createDirectory(file);
                }
                case "became a link" -> {
                    Files.delete(file);
                    Files.createSymbolicLink(file, Path.of("always"));
                }
                case "went" -> Files.delete(file);
                default -> throw new IllegalArgumentException(what);
            }
            return copied;
        };
    }

    @Test
    void waitsWhereTheSourceWentBeforeItWasCopied() throws IOException {
        write("f", "content");
        Verdict.Apply apply = apply("f");
        Files.delete(source.resolve("f"));
        assertThat(copier.carryOut(apply).kind()).isEqualTo(Kind.WAIT);
        assertThat(entries(target)).containsExactly(".caravan");
    }

    @Test
    void waitsWhereALinkBecameAFileBeforeItWasCopied() throws IOException {
        Files.createSymbolicLink(source.resolve("l"), Path.of("always"));
        Verdict.Apply apply = apply("l");
        Files.delete(source.resolve("l"));
        write("l", "content");
        assertThat(copier.carryOut(apply).kind()).isEqualTo(Kind.WAIT);
        assertThat(entries(target)).containsExactly(".caravan");
    }

    @Test
    void copiesTheBeginningOfAHotFileThatGrew() throws IOException {
        write("f", "content");
        Verdict verdict = copier(during("grew")).carryOut(hot(apply("f")));
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Wait.class, wait -> {
            assertThat(wait.hot()).isTrue();
            assertThat(wait.until()).isEqualTo(clock.instant().plus(QUIET));
        });
        assertThat(Files.readString(target.resolve("f"))).isEqualTo("content");
        assertThat(count("entries")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"shrank", "was replaced", "became a link", "went"})
    void copiesNoHotFileThatDidMoreThanGrow(String what) throws IOException {
        write("f", "content");
        Verdict verdict = copier(during(what)).carryOut(hot(apply("f")));
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Wait.class, wait -> assertThat(wait.hot()).isFalse());
        assertThat(entries(target)).containsExactly(".caravan");
    }

    @Test
    void copiesNoHotFileThatWasShortForAMoment() throws IOException {
        write("f", "content");
        Copier cut = copier((from, to, size) -> {
            Files.writeString(source.resolve("f"), "con");
            long copied = UNBOUND.copy(from, to, size);
            Files.writeString(source.resolve("f"), "content and more");
            return copied;
        });
        assertThat(cut.carryOut(hot(apply("f"))))
                .isInstanceOfSatisfying(
                        Verdict.Wait.class, wait -> assertThat(wait.hot()).isFalse());
        assertThat(entries(target)).containsExactly(".caravan");
    }

    @Test
    void copiesOnlyTheEndOfAFileThatGrew() throws IOException {
        String beginning = "0123456789".repeat(200_000);
        write("f", beginning);
        carryOut("f");
        for (String more : List.of("some", " more", " and more")) {
            Files.writeString(source.resolve("f"), more, StandardOpenOption.APPEND);
            assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
            assertEqualOnBothSides("f");
            assertThat(target.resolve("f")).hasSameBinaryContentAs(source.resolve("f"));
        }
        // The first time may find out that the file system has no clones, and copy all of it.
        assertThat(count("bytes")).isIn(beginning.length() + 18.0, 2.0 * beginning.length() + 18);
        assertThat(folder.resolve("target/.caravan/partial")).isEmptyDirectory();
    }

    @ParameterizedTest
    @ValueSource(strings = {"its beginning", "its end", "its copy", "its inode", "nothing, in another process"})
    void copiesAllOfAFileThatDidMoreThanGrow(String what) throws IOException {
        byte[] content = "0123456789".repeat(200_000).getBytes(ISO_8859_1);
        Files.write(source.resolve("f"), content);
        carryOut("f");
        switch (what) {
            case "its beginning" -> content[7] = 'x';
            case "its end" -> content[content.length - 7] = 'x';
            case "its copy" -> Files.writeString(target.resolve("f"), "x", StandardOpenOption.APPEND);
            case "its inode" -> Files.delete(source.resolve("f"));
            default -> copier = copier(UNBOUND::copy);
        }
        Files.write(source.resolve("f"), content);
        Files.writeString(source.resolve("f"), "more", StandardOpenOption.APPEND);
        assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
        assertThat(target.resolve("f")).hasSameBinaryContentAs(source.resolve("f"));
        assertThat(count("bytes")).isEqualTo(2 * content.length + 4);
    }

    /** There is no way back but the trash: where that takes nothing, the old entry stays. */
    @Test
    void keepsWhatStandsInTheWayWhereItCannotGo() throws IOException {
        Files.createDirectory(source.resolve("d"));
        Files.writeString(target.resolve("d"), "what stood there");
        write("f", "content");
        Files.createDirectory(target.resolve("f"));
        Files.createFile(target.resolve(".caravan/trash"));
        for (String name : List.of("d", "f")) {
            assertThatThrownBy(() -> carryOut(name)).isInstanceOf(IOException.class);
        }
        assertThat(target.resolve("d")).hasContent("what stood there");
        assertThat(target.resolve("f")).isEmptyDirectory();
        assertThat(entries(target)).containsExactly(".caravan", "d", "f");
        assertThat(count("removed")).isZero();
    }

    @Test
    void givesAFilesOtherNamesToItsCopy() throws IOException {
        write("f", "content");
        Files.createDirectory(source.resolve("d"));
        Files.createLink(source.resolve("d/g"), source.resolve("f"));
        for (String name : List.of("f", "d/g")) {
            hardLinks.seen(
                    new RelativePath(name), Lstat.read(source.resolve(name)).orElseThrow());
        }
        Verdict first = copier.carryOut(apply("f"));
        assertThat(((Verdict.Applied) first).twins()).containsExactly(new RelativePath("d/g"));
        Verdict second = copier.carryOut(apply("d/g"));
        assertThat(((Verdict.Applied) second).twins()).isEmpty();
        assertThat(Files.isSameFile(target.resolve("f"), target.resolve("d/g"))).isTrue();
        assertThat(count("bytes")).isEqualTo(7);

        // The source breaks them up.
        Files.delete(source.resolve("f"));
        write("f", "content");
        Files.setLastModifiedTime(source.resolve("f"), Files.getLastModifiedTime(source.resolve("d/g")));
        assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
        assertThat(Files.isSameFile(target.resolve("f"), target.resolve("d/g"))).isFalse();
    }

    @Test
    void leavesNothingBehindWhereTheCopyFails() throws IOException {
        write("f", "content");
        Files.writeString(target.resolve("f"), "what stood there");
        Copier failing = copier((from, to, size) -> {
            UNBOUND.copy(from, to, 3);
            throw new IOException("Input/output error");
        });
        assertThatThrownBy(() -> failing.carryOut(apply("f"))).hasMessage("Input/output error");
        assertThat(Files.readString(target.resolve("f"))).isEqualTo("what stood there");
        assertThat(entries(target)).containsExactly(".caravan", "f");
        assertThat(meters.get("caravan.copy.inflight").gauge().value()).isZero();
    }

    @Test
    void replacesWhatACrashLeft() throws IOException {
        write("f", "content");
        Path leftover = TemporaryName.beside(new RelativePath("f")).under(target);
        Files.writeString(leftover, "half a fi");
        Files.setAttribute(leftover, "unix:mode", 0);
        assertThat(carryOut("f")).isEqualTo(Kind.APPLIED);
        assertEqualOnBothSides("f");
        assertThat(entries(target)).containsExactly(".caravan", "f");
    }

    @Test
    void removesWhatACrashLeftForGood() throws IOException {
        RelativePath leftover = TemporaryName.beside(new RelativePath("f"));
        Files.writeString(leftover.under(target), "half a fi");
        assertThat(copier.carryOut(remove(leftover.latin1())).kind()).isEqualTo(Kind.APPLIED);
        assertThat(entries(target)).containsExactly(".caravan");
        assertThat(target.resolve(".caravan/trash")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b",
                "'\"",
                "$(touch x)",
                "`touch x`",
                "+%41",
                "{{x}}",
                "${body}",
                "tab\tnewline\n",
                "-rf",
                "\u00e9\u00ff",
                "back\\slash",
                "a,b:c",
                "\u0001"
            })
    void interpretsNoName(String name) throws IOException {
        for (String odd : List.of(name, "x".repeat(255 - name.length()) + name)) {
            write(odd, "content");
            assertThat(carryOut(odd)).isEqualTo(Kind.APPLIED);
            assertEqualOnBothSides(odd);
            Files.delete(path(source, odd));
            assertThat(copier.carryOut(remove(odd)).kind()).isEqualTo(Kind.APPLIED);
            assertThat(path(target, TRASH + "0/" + odd)).exists();
        }
        assertThat(entries(target)).containsExactly(".caravan");
    }

    @Test
    void waitsWhereSomethingElseStandsInADirectorysPlace() throws IOException {
        Files.createDirectory(source.resolve("d"));
        write("d/f", "content");
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(target.resolve("d"), elsewhere);
        assertThat(carryOut("d/f")).isEqualTo(Kind.WAIT);
        assertThat(elsewhere).isEmptyDirectory();
        Files.createDirectory(source.resolve("d/e"));
        write("d/e/f", "content");
        assertThat(carryOut("d/e/f")).isEqualTo(Kind.WAIT);
        assertThat(elsewhere).isEmptyDirectory();

        Files.delete(target.resolve("d"));
        Files.createFile(target.resolve("d"));
        assertThat(carryOut("d/f")).isEqualTo(Kind.WAIT);
    }

    @Test
    void waitsWhereTheSourcesDirectoryIsNoneAnyMore() throws IOException {
        Files.createDirectory(source.resolve("d"));
        write("d/f", "content");
        Verdict.Apply apply = apply("d/f");
        Files.move(source.resolve("d"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(source.resolve("d"), folder.resolve("elsewhere"));
        assertThat(copier.carryOut(apply).kind()).isEqualTo(Kind.WAIT);
        assertThat(entries(target)).containsExactly(".caravan");
    }

    @Test
    void takesNothingButApplyAndRemove() throws IOException {
        Task task = task("f");
        Look look = new Look(clock.instant(), clock.instant());
        assertThatThrownBy(() -> copier.carryOut(new Verdict.InSync(task, look)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("IN_SYNC");
    }

    @Test
    void removesIntoTheTrash() throws IOException {
        make(target.resolve("d"), "directory");
        assertThat(copier.carryOut(remove("d/inside")).kind()).isEqualTo(Kind.APPLIED);
        assertThat(copier.carryOut(remove("d")).kind()).isEqualTo(Kind.APPLIED);
        assertThat(entries(target)).containsExactly(".caravan");
        assertThat(count("removed")).isEqualTo(2);
        assertThat(count("entries")).isZero();
    }

    @Test
    void leavesWhatIsBackAlone() throws IOException {
        write("f", "new");
        Files.writeString(target.resolve("f"), "old");
        assertThat(copier.carryOut(remove("f")).kind()).isEqualTo(Kind.WAIT);
        assertThat(target.resolve("f")).hasContent("old");
    }

    @Test
    void removesWhatIsOnlyThereByALinkAboveIt() throws IOException {
        // mv a b; ln -s b a
        Files.createDirectory(source.resolve("b"));
        write("b/f", "content");
        Files.createSymbolicLink(source.resolve("a"), Path.of("b"));
        Files.createDirectory(target.resolve("a"));
        Files.writeString(target.resolve("a/f"), "content");
        assertThat(copier.carryOut(remove("a/f")).kind()).isEqualTo(Kind.APPLIED);
        assertThat(target.resolve("a/f")).doesNotExist();
    }

    @Test
    void isContentWithWhatIsGoneAlready() throws IOException {
        Files.writeString(target.resolve("f"), "old");
        Verdict.Remove remove = remove("f");
        Files.delete(target.resolve("f"));
        assertThat(copier.carryOut(remove).kind()).isEqualTo(Kind.APPLIED);
        assertThat(count("removed")).isZero();
    }

    @Test
    void onlyReadsTheSource() throws IOException {
        Files.createDirectories(source.resolve("a/d"));
        write("a/f", "content");
        Files.createSymbolicLink(source.resolve("a/l"), Path.of("f"));
        Files.createDirectories(target.resolve("gone"));
        List<String> paths = List.of("", "a", "a/d", "a/f", "a/l");
        List<Entry> before = new ArrayList<>();
        for (String path : paths) {
            before.add(Lstat.read(path(source, path)).orElseThrow());
        }
        for (String path : paths) {
            carryOut(path);
        }
        copier.carryOut(remove("gone"));
        for (int i = 0; i < paths.size(); i++) {
            assertThat(Lstat.read(path(source, paths.get(i)))).hasValueSatisfying(unchangedSince(before.get(i)));
        }
    }

    private static Condition<Entry> unchangedSince(Entry before) {
        return new Condition<>(now -> now.isUnchangedSince(before), "unchanged since %s", before);
    }

    private Kind carryOut(String path) throws IOException {
        return copier.carryOut(apply(path)).kind();
    }

    private Verdict.Apply apply(String path) throws IOException {
        return new Verdict.Apply(
                task(path),
                new Look(clock.instant(), clock.instant()),
                Lstat.read(path(source, path)).orElseThrow(),
                Lstat.read(path(target, path)),
                false);
    }

    private static Verdict.Apply hot(Verdict.Apply apply) {
        return new Verdict.Apply(apply.task(), apply.look(), apply.source(), apply.target(), true);
    }

    private Verdict.Remove remove(String path) throws IOException {
        Look look = new Look(clock.instant(), clock.instant());
        return new Verdict.Remove(
                task(path), look, Lstat.read(path(target, path)).orElseThrow());
    }

    private Task task(String path) {
        return new Task(new RelativePath(path), Ticket.NONE, clock.instant(), Origin.HINT, 0);
    }

    private static Path path(Path root, String latin1) {
        return new RelativePath(latin1).under(root);
    }

    private void write(String path, String content) throws IOException {
        Files.writeString(path(source, path), content);
        Files.setLastModifiedTime(path(source, path), FileTime.from(OLD));
    }

    private static void make(Path path, String type) throws IOException {
        switch (type) {
            case "file" -> Files.writeString(path, "content");
            case "link" -> Files.createSymbolicLink(path, Path.of("somewhere"));
            case "directory" -> Files.createFile(Files.createDirectory(path).resolve("inside"));
            default -> throw new IllegalArgumentException(type);
        }
    }

    private static void link(Path link, String latin1) throws IOException, InterruptedException {
        StringBuilder octal = new StringBuilder();
        for (byte b : latin1.getBytes(ISO_8859_1)) {
            octal.append(String.format("\\%03o", b & 0xff));
        }
        Process ln = new ProcessBuilder(
                        "sh", "-c", "ln -s \"$(printf \"$0\")\" \"$1\"", octal.toString(), link.toString())
                .inheritIO()
                .start();
        assertThat(ln.waitFor()).isZero();
    }

    private static List<String> entries(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entry -> names.add(FileNames.toLatin1(entry.getFileName())));
        }
        names.sort(null);
        return names;
    }

    private double count(String name) {
        return meters.counter("caravan.copy." + name).count();
    }

    /** All that is copied, to the nanosecond but for links. */
    private void assertEqualOnBothSides(String path) throws IOException {
        Entry from = Lstat.read(path(source, path)).orElseThrow();
        Entry to = Lstat.read(path(target, path)).orElseThrow();
        assertThat(to.type()).isEqualTo(from.type());
        assertThat(to.mode()).isEqualTo(from.mode());
        assertThat(to.uid()).isEqualTo(from.uid());
        assertThat(to.gid()).isEqualTo(from.gid());
        assertThat(to.link()).isEqualTo(from.link());
        if (from.type() == Entry.Type.LINK) {
            assertThat(to.modified().toEpochMilli()).isEqualTo(from.modified().toEpochMilli());
        } else {
            assertThat(to.modified()).isEqualTo(from.modified());
        }
        if (from.type() == Entry.Type.FILE) {
            assertThat(Files.mismatch(path(source, path), path(target, path))).isEqualTo(-1);
        }
    }
}
