package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.Window;
import dev.caravan.posix.Faults;
import dev.caravan.posix.NativePosix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of equal size and time, which prove nothing: every ctime of the source is younger than the base. */
class DoubtTest {
    private static final FileTime TIME = FileTime.from(Instant.parse("2026-01-01T00:00:00Z"));
    private static final KnownEqual.Base NOTHING_KNOWN = new KnownEqual.Base(Instant.EPOCH, null, null);

    @TempDir
    private Path folder;

    private TwoTrees trees;

    @BeforeEach
    void makeTrees() throws IOException {
        trees = new TwoTrees(folder);
        trees.known.rebase(NOTHING_KNOWN);
        // The files are of today.
        trees.clock.advance(
                Duration.between(trees.clock.instant(), Instant.now().plusSeconds(60)));
    }

    @Test
    void copiesWhatWasWrittenInPlaceWithItsTimePutBack() throws IOException {
        write(trees.source, "f", "AAAA");
        write(trees.target, "f", "AAAB");
        assertThat(trees.carryOut("f").kind()).isEqualTo(Kind.APPLIED);
        assertThat(trees.target.resolve("f")).hasContent("AAAA");
        assertThat(trust("f")).isEqualTo(KnownEqual.Trust.EQUAL);
        assertThat(trees.meters.get("caravan.copy.bytes").counter().count()).isEqualTo(4);
    }

    @Test
    void leavesWhatIsEqualAsItIs() throws IOException {
        write(trees.source, "f", "AAAA");
        write(trees.target, "f", "AAAA");
        Entry before = trees.ofTarget("f");
        assertThat(trust("f")).isEqualTo(KnownEqual.Trust.IN_DOUBT);
        assertThat(trees.carryOut("f").kind()).isEqualTo(Kind.IN_SYNC);
        assertThat(trees.ofTarget("f").isUnchangedSince(before)).isTrue();
        assertThat(trees.meters.get("caravan.copy.compared.bytes").counter().count())
                .isEqualTo(4);
        assertThat(trust("f")).isEqualTo(KnownEqual.Trust.EQUAL);
    }

    @Test
    void leavesEveryNameOfAFileThatIsEqualAsItIs() throws IOException {
        for (Path side : List.of(trees.source, trees.target)) {
            write(side, "a", "AAAA");
            Files.createLink(side.resolve("b"), side.resolve("a"));
        }
        Entry before = trees.ofTarget("a");
        Verdict second = trees.verdict("b");
        assertThat(trees.carryOut("a").kind()).isEqualTo(Kind.IN_SYNC);
        assertThat(trees.copier.carryOut(second).kind()).isEqualTo(Kind.IN_SYNC);
        assertThat(trees.ofTarget("b").isUnchangedSince(before)).isTrue();
    }

    /** Each name has a copy of its own, which is to become one. */
    @Test
    void joinsTheNamesOfAFileThatAreEqualAndApart() throws IOException {
        write(trees.source, "a", "AAAA");
        Files.createLink(trees.source.resolve("b"), trees.source.resolve("a"));
        write(trees.target, "a", "AAAA");
        write(trees.target, "b", "AAAA");
        trees.ofSource("b");
        Verdict first = trees.carryOut("a");
        assertThat(first)
                .isInstanceOfSatisfying(
                        Verdict.Applied.class,
                        applied -> assertThat(applied.twins()).containsExactly(new RelativePath("b")));
        assertThat(trees.carryOut("b").kind()).isEqualTo(Kind.APPLIED);
        assertThat(trees.ofTarget("b").inode()).isEqualTo(trees.ofTarget("a").inode());
    }

    @Test
    void givesOnlyAttributesWhereTheDataIsEqual() throws IOException {
        write(trees.source, "f", "AAAA");
        write(trees.target, "f", "AAAA");
        Files.setPosixFilePermissions(trees.source.resolve("f"), PosixFilePermissions.fromString("r--------"));
        long inode = trees.ofTarget("f").inode();
        assertThat(trees.carryOut("f").kind()).isEqualTo(Kind.APPLIED);
        assertThat(trees.ofTarget("f").inode()).isEqualTo(inode);
        assertThat(trees.ofTarget("f").mode()).isEqualTo(0400);
    }

    @Test
    void copiesWhatTheDiskMayHaveLostWithoutAskingIt() throws IOException {
        write(trees.source, "f", "AAAA");
        write(trees.target, "f", "AAAA");
        Window all = new Window(Instant.EPOCH, trees.clock.instant());
        trees.known.rebase(new KnownEqual.Base(Instant.MAX, null, all));
        long inode = trees.ofTarget("f").inode();
        assertThat(trees.carryOut("f").kind()).isEqualTo(Kind.APPLIED);
        assertThat(trees.ofTarget("f").inode()).isNotEqualTo(inode);
        assertThat(trust("f")).isEqualTo(KnownEqual.Trust.EQUAL);
    }

    @Test
    void remembersNothingOfAHotFile() throws IOException {
        write(trees.source, "f", "AAAA");
        write(trees.target, "f", "AAAB");
        Verdict.Apply apply = (Verdict.Apply) trees.verdict("f");
        Verdict hot = trees.copier.carryOut(
                new Verdict.Apply(apply.task(), apply.look(), apply.source(), apply.target(), true));
        assertThat(hot.kind()).isEqualTo(Kind.WAIT);
        assertThat(trees.target.resolve("f")).hasContent("AAAA");
        assertThat(trust("f")).isEqualTo(KnownEqual.Trust.IN_DOUBT);
    }

    /** At whichever call: either the verdict says that it has to be looked at again, or the next look is in doubt, or all is equal. */
    @Test
    void believesNoComparisonDuringWhichTheSourceChanged() throws IOException {
        for (int at = 1, calls = 1; at <= calls; at++) {
            Path here = Files.createTempDirectory(folder, "try");
            Faults faults = new Faults(0, false, () -> write(here.resolve("source"), "f", "BBBB"), false);
            TwoTrees tried = new TwoTrees(here, faults.around(new NativePosix()));
            tried.clock.advance(
                    Duration.between(tried.clock.instant(), Instant.now().plusSeconds(60)));
            tried.known.rebase(NOTHING_KNOWN);
            write(tried.source, "f", "AAAA");
            write(tried.target, "f", "AAAA");
            Verdict looked = tried.verdict("f");
            faults.failAt(at);
            Verdict verdict = tried.copier.carryOut(looked);
            calls = faults.calls();
            faults.failAt(0);
            boolean isEqual = Files.readString(tried.target.resolve("f")).equals("BBBB");
            boolean isKnown = tried.known.of(new RelativePath("f"), tried.ofSource("f"), tried.ofTarget("f"))
                    == KnownEqual.Trust.EQUAL;
            assertThat(!isEqual && isKnown)
                    .as("call %d of %d: %s, and is taken for equal", at, calls, verdict.kind())
                    .isFalse();
            assertThat(calls).isGreaterThan(3);
        }
    }

    @Test
    void makesOneNewCopyOfAFileWithSeveralNames() throws IOException {
        write(trees.source, "b", "new!");
        write(trees.target, "b", "old!");
        for (String name : List.of("a", "c")) {
            Files.createLink(trees.source.resolve(name), trees.source.resolve("b"));
            Files.createLink(trees.target.resolve(name), trees.target.resolve("b"));
        }
        Files.setLastModifiedTime(trees.source.resolve("b"), TIME);
        for (String name : List.of("a", "b", "c")) {
            trees.ofSource(name);
        }
        Deque<String> due = new ArrayDeque<>(List.of("b", "c", "a"));
        int looks = 0;
        while (!due.isEmpty() && looks++ < 20) {
            if (trees.carryOut(due.poll()) instanceof Verdict.Applied applied) {
                applied.twins().forEach(twin -> due.add(twin.latin1()));
            }
        }
        assertThat(looks).isLessThan(20);
        for (String name : List.of("a", "b", "c")) {
            assertThat(trees.target.resolve(name)).hasContent("new!");
            assertThat(trees.ofTarget(name).inode())
                    .isEqualTo(trees.ofTarget("a").inode());
        }
        assertThat(trees.meters.get("caravan.copy.bytes").counter().count()).isEqualTo(4);
    }

    @Test
    void copiesWhatAComparisonOfAllBytesHasNamed() throws IOException {
        trees.known.rebase(new KnownEqual.Base(Instant.MAX, null, null));
        write(trees.source, "f", "AAAA");
        write(trees.target, "f", "AAAB");
        Task task = new Task(new RelativePath("f"), Ticket.NONE, trees.clock.instant(), Task.Origin.CONTENT, 0);
        Look look = new Look(trees.clock.instant(), trees.clock.instant());
        Verdict verdict = trees.copier.carryOut(
                new Verdict.Apply(task, look, trees.ofSource("f"), Optional.of(trees.ofTarget("f")), false));
        assertThat(verdict.kind()).isEqualTo(Kind.APPLIED);
        assertThat(trees.target.resolve("f")).hasContent("AAAA");
    }

    private KnownEqual.Trust trust(String path) throws IOException {
        return trees.known.of(new RelativePath(path), trees.ofSource(path), trees.ofTarget(path));
    }

    private static void write(Path root, String name, String content) throws IOException {
        Path file = Files.writeString(root.resolve(name), content);
        Files.setLastModifiedTime(file, TIME);
    }
}
