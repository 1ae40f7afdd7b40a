package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Lstat;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CopierTest extends CopierFixture {
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
        Files.setAttribute(source.resolve("f"), "unix:mode", 0770);
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
        assertThat(copy.linkText()).isEqualTo(text);
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
    void takesNothingButApplyAndRemove() throws IOException {
        Task task = task("f");
        Look look = new Look(clock.instant(), clock.instant());
        assertThatThrownBy(() -> copier.carryOut(new Verdict.InSync(task, look)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("IN_SYNC");
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
}
