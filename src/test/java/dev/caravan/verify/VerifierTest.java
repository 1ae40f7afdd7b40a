package dev.caravan.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Gap;
import dev.caravan.change.Look;
import dev.caravan.change.Page;
import dev.caravan.entry.Difference;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.NativePosix;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.LeftOut;
import dev.caravan.verify.Outcome.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VerifierTest {
    private static final VerifyOptions CONTENT = new VerifyOptions(100, 0, false, Optional.empty());
    private static final VerifyOptions REPAIR = new VerifyOptions(100, 0, true, Optional.empty());
    private static final FileTime OLD = FileTime.from(Instant.parse("2020-01-01T00:00:00.123456789Z"));

    @TempDir
    private Path folder;

    private Path source;
    private Path target;
    /** A day later, when everything that a test made is quiet. */
    private final SettableClock clock = new SettableClock(Instant.now().plus(Duration.ofDays(1)));

    @BeforeEach
    void makeTrees() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        for (Path root : List.of(source, target)) {
            Files.createDirectory(root.resolve("d"));
            file(root.resolve("d/f"), "content");
        }
        setTimes();
    }

    private static void file(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, OLD);
    }

    private void setTimes() throws IOException {
        for (Path root : List.of(source, target)) {
            for (Path directory : List.of(root.resolve("d"), root)) {
                Files.setLastModifiedTime(directory, OLD);
            }
        }
    }

    @Test
    void findsNothingInEqualTrees() throws Exception {
        Comparing comparing = new Comparing(source, target, clock);
        Summary summary = comparing.verify(CONTENT).pass();
        assertThat(summary.isEqual()).isTrue();
        assertThat(summary.matches()).isEqualTo(3);
        assertThat(summary.bytes()).isEqualTo("content".length());
        assertThat(comparing.meters.counter("caravan.verify.entries").count()).isEqualTo(3);
        assertThat(comparing.meters.counter("caravan.verify.directories").count())
                .isEqualTo(2);
    }

    @Test
    void namesAFlippedByteWithItsPlace() throws Exception {
        file(target.resolve("d/f"), "cOntent");
        setTimes();
        assertThat(find(CONTENT))
                .containsExactly(new Outcome.Differ(
                        new RelativePath("d/f"),
                        List.of(new Difference("content", "0x6f at offset 1", "0x4f at offset 1")),
                        false));
    }

    @Test
    void countsWhatDiffersInContentAloneApart() throws Exception {
        file(target.resolve("d/f"), "cOntent");
        file(target.resolve("d/g"), "content");
        file(source.resolve("d/g"), "content and more");
        setTimes();
        Summary summary = new Comparing(source, target, clock).verify(CONTENT).pass();
        assertThat(summary.differing()).isEqualTo(2);
        assertThat(summary.contentAlone()).isEqualTo(1);
    }

    @Test
    void comparesContentOnlyWhereAsked() throws Exception {
        file(target.resolve("d/f"), "cOntent");
        setTimes();
        assertThat(find(VerifyOptions.ATTRIBUTES)).isEmpty();
    }

    @Test
    void namesWhatIsMissingWithEverythingBelowIt() throws Exception {
        Files.createDirectories(source.resolve("new/deep"));
        file(source.resolve("new/deep/f"), "1");
        setTimes();
        List<Finding> found = find(CONTENT);
        assertThat(found)
                .extracting(finding -> finding.path().latin1())
                .containsExactly("new", "new/deep", "new/deep/f");
        assertThat(found).allMatch(finding -> finding instanceof Outcome.MissingOnTarget);
    }

    @Test
    void handsOnOnlyTheTopOfWhatIsMissing() throws Exception {
        Files.createDirectories(source.resolve("new/deep"));
        setTimes();
        Comparing comparing = new Comparing(source, target, clock);
        comparing.verify(REPAIR);
        assertThat(comparing.tasks).extracting(task -> task.path().latin1()).containsExactly("new");
    }

    @Test
    void namesWhatOnlyTheTargetHas() throws Exception {
        Files.createDirectories(target.resolve("old/deep"));
        new ProcessBuilder("mkfifo", target.resolve("d/pipe").toString())
                .start()
                .waitFor();
        setTimes();
        assertThat(find(CONTENT))
                .extracting(finding -> finding.path() + ": " + finding.text())
                .containsExactly("d/pipe: extra on the target: fifo", "old: extra on the target: directory");
    }

    @Test
    void namesADirectoryInAFilesPlace() throws Exception {
        Files.delete(target.resolve("d/f"));
        Files.createDirectory(target.resolve("d/f"));
        setTimes();
        assertThat(find(CONTENT)).extracting(Finding::text).containsExactly("type file, target directory");
    }

    @Test
    void tellsTheTimesOfADirectoryOnce() throws Exception {
        Files.setLastModifiedTime(target.resolve("d"), FileTime.fromMillis(0));
        assertThat(find(CONTENT))
                .extracting(finding -> finding.path() + ": " + finding.text())
                .containsExactly("d: mtime 2020-01-01T00:00:00.123456789Z, target 1970-01-01T00:00:00Z");
    }

    @Test
    void tellsTheTimesOfADirectoryToWhichTheWalkDoesNotComeBack() throws Exception {
        Files.setLastModifiedTime(target, FileTime.fromMillis(0));
        Comparing comparing = new Comparing(source, target, clock);
        comparing.verifier.begin(CONTENT);
        comparing.verifier.page(Page.of(List.of(RelativePath.ROOT)).get(0));
        Summary summary = comparing.verifier.end(true).pass();
        assertThat(summary.differing()).isEqualTo(1);
    }

    @Test
    void namesBothNamesOfAMissingHardLink() throws Exception {
        Files.createLink(source.resolve("d/g"), source.resolve("d/f"));
        file(target.resolve("d/g"), "content");
        setTimes();
        assertThat(find(CONTENT))
                .extracting(finding -> finding.path() + ": " + finding.text())
                .containsExactly("d/g: hard link the same file as d/f, target another file than d/f");
    }

    @Test
    void namesBothNamesOfAHardLinkTooMuch() throws Exception {
        file(source.resolve("d/g"), "content");
        Files.createLink(target.resolve("d/g"), target.resolve("d/f"));
        setTimes();
        assertThat(find(CONTENT))
                .extracting(finding -> finding.path() + ": " + finding.text())
                .containsExactly(
                        "d/f: hard link 1 name, target 2 names",
                        "d/g: hard link another file than d/f, target the same file as d/f");
    }

    @Test
    void countsNoNamesInTheTrash() throws Exception {
        Path trash = Files.createDirectories(target.resolve(".caravan/trash/2020-01-01/0/d"));
        Files.createLink(trash.resolve("g"), target.resolve("d/f"));
        setTimes();
        assertThat(find(CONTENT)).isEmpty();
        Files.createLink(folder.resolve("elsewhere"), target.resolve("d/f"));
        assertThat(find(CONTENT)).extracting(Finding::text).containsExactly("hard link 1 name, target 3 names");
    }

    @Test
    void findsNothingInHardLinksThatAreThere() throws Exception {
        for (Path root : List.of(source, target)) {
            Files.createLink(root.resolve("d/g"), root.resolve("d/f"));
            Files.createLink(root.resolve("h"), root.resolve("d/f"));
        }
        setTimes();
        assertThat(find(CONTENT)).isEmpty();
    }

    /** A caravan may put a new copy under all names of a file while the pass comes by. */
    @Test
    void looksAtTheOtherNameAgainBeforeItTellsOfAHardLink() throws Exception {
        Files.createLink(source.resolve("d/g"), source.resolve("d/f"));
        Files.createLink(target.resolve("d/g"), target.resolve("d/f"));
        setTimes();
        assertThat(findWhile("d/f", () -> {
                    file(folder.resolve("anew"), "content");
                    Files.delete(target.resolve("d/f"));
                    Files.delete(target.resolve("d/g"));
                    Files.createLink(target.resolve("d/f"), folder.resolve("anew"));
                    Files.move(folder.resolve("anew"), target.resolve("d/g"));
                    setTimes();
                }))
                .isEmpty();
    }

    @Test
    void tellsOfNothingThatWasMendedBetweenTheTwoLooks() throws Exception {
        Files.delete(target.resolve("d/f"));
        setTimes();
        assertThat(findWhile("d/f", () -> {
                    file(target.resolve("d/f"), "content");
                    setTimes();
                }))
                .isEmpty();
    }

    @Test
    void tellsWhatTheSecondLookFound() throws Exception {
        Files.delete(target.resolve("d/f"));
        setTimes();
        assertThat(findWhile("d/f", () -> {
                    file(target.resolve("d/f"), "other");
                    setTimes();
                }))
                .extracting(Finding::text)
                .containsExactly("size 7, target 5");
    }

    @Test
    void callsYoungWhatNeverStandsStill() throws Exception {
        Files.delete(target.resolve("d/f"));
        setTimes();
        int[] writes = {0};
        Look.Listener writing = (path, look) -> {
            if (path.latin1().equals("d/f")) {
                try {
                    file(source.resolve("d/f"), "content".repeat(++writes[0]));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        Comparing comparing = new Comparing(source, target, clock, writing);
        Summary summary = comparing.verify(CONTENT).pass();
        assertThat(summary.first()).singleElement().matches(Finding::young);
        assertThat(writes[0]).isLessThan(10);
    }

    @Test
    void countsYoungDifferencesApart() throws Exception {
        file(target.resolve("d/f"), "other");
        file(target.resolve("d/old"), "");
        file(source.resolve("d/new"), "");
        setTimes();
        Summary now = new Comparing(source, target, new SettableClock(Instant.now()))
                .verify(CONTENT)
                .pass();
        assertThat(now.findings()).isEqualTo(3);
        assertThat(now.young()).isEqualTo(3);
        assertThat(now.isOnlyYoung()).isTrue();
        assertThat(now.isEqual()).isFalse();
        Summary later = new Comparing(source, target, clock).verify(CONTENT).pass();
        assertThat(later.findings()).isEqualTo(3);
        assertThat(later.young()).isZero();
    }

    /** What stands in a socket's place was another entry's. */
    @Test
    void findsWhatStandsInASocketsPlace() throws Exception {
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(source.resolve("socket")));
        }
        Files.createFile(target.resolve("socket"));
        setTimes();
        assertThat(new Comparing(source, target, clock).verify(CONTENT).pass().differing())
                .isEqualTo(1);
    }

    @Test
    void leavesOutWhatIsNobodysBusiness() throws Exception {
        try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(source.resolve("socket")));
        }
        Files.createDirectory(target.resolve(".caravan"));
        file(source.resolve("d/aladata"), "excluded");
        setTimes();
        Summary summary = new Comparing(source, target, clock).verify(CONTENT).pass();
        assertThat(summary.isEqual()).isTrue();
        assertThat(summary.notCompared()).isEqualTo(1);
        assertThat(summary.leftOut()).containsExactly(new LeftOut(LeftOut.Kind.SOCKETS, 1, new RelativePath("socket")));
    }

    @Test
    void followsNoLinkInADirectorysPlace() throws Exception {
        Files.move(target.resolve("d"), folder.resolve("elsewhere"));
        Files.createSymbolicLink(target.resolve("d"), folder.resolve("elsewhere"));
        Files.setLastModifiedTime(target, OLD);
        assertThat(find(CONTENT))
                .extracting(finding -> finding.path() + ": " + finding.text())
                .containsExactly("d: type directory, target symbolic link", "d/f: missing on the target: file");
    }

    @Test
    void isNotEqualWhereAPartWasNotLookedAt() throws Exception {
        Comparing comparing = new Comparing(source, target, clock);
        comparing.verifier.begin(CONTENT);
        comparing.walk();
        comparing.verifier.missed(
                Gap.below(new RelativePath("d"), "walk", clock.instant(), "directory d cannot be listed"));
        assertThat(comparing.verifier.end(true).pass().first())
                .containsExactly(new Outcome.Error(new RelativePath("d"), "directory d cannot be listed"));
        comparing.verifier.begin(CONTENT);
        comparing.walk();
        Verification cut = comparing.verifier.end(false);
        assertThat(cut.pass().findings()).isZero();
        assertThat(cut.isEqual()).isFalse();
    }

    @Test
    void isNotEqualWhereARootIsNotWhatItWas() throws Exception {
        Comparing comparing = new Comparing(source, target, clock);
        comparing.verifier.begin(CONTENT);
        comparing.walk();
        Files.move(target, folder.resolve("unmounted"));
        Files.createDirectory(target);
        assertThat(comparing.verifier.end(true).pass().first())
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("still mounted"));
    }

    @Test
    void handsOnWhatIsToBeMended() throws Exception {
        file(target.resolve("d/f"), "cOntent");
        new NativePosix().setMode(target.resolve("d"), 0700);
        setTimes();
        Comparing comparing = new Comparing(source, target, clock);
        assertThat(comparing.verify(REPAIR).isEqual()).isFalse();
        assertThat(comparing.tasks)
                .extracting(task -> task.origin() + " " + task.path())
                .containsExactly("HINT d", "CONTENT d/f");
    }

    @Test
    void handsOnNoMoreRemovalsThanAllowed() throws Exception {
        for (int i = 0; i < 10; i++) {
            file(target.resolve("extra" + i), "");
        }
        Files.delete(target.resolve("d/f"));
        Comparing comparing = new Comparing(source, target, clock);
        assertThat(comparing.verify(REPAIR).pass().extra()).isEqualTo(10);
        assertThat(comparing.tasks.stream().filter(task -> task.path().latin1().startsWith("extra")))
                .hasSize(Comparing.MOST_REMOVALS);
        assertThat(comparing.tasks).extracting(task -> task.path().latin1()).contains("d/f");
    }

    @Test
    void handsOnNothingUnlessAsked() throws Exception {
        Files.delete(target.resolve("d/f"));
        Comparing comparing = new Comparing(source, target, clock);
        assertThat(comparing.verify(CONTENT).isEqual()).isFalse();
        assertThat(comparing.tasks).isEmpty();
    }

    @Test
    void saysWhatIsRepairedAndWhatIsLeft() throws Exception {
        Files.delete(target.resolve("d/f"));
        file(target.resolve("extra"), "");
        setTimes();
        Comparing comparing = new Comparing(source, target, clock);
        comparing.verifier.begin(REPAIR);
        comparing.walk();
        file(target.resolve("d/f"), "content");
        setTimes();
        assertThat(comparing.verifier.lookAgain(true)).isFalse();
        Verification verification = comparing.verifier.end(true);
        assertThat(verification.pass().findings()).isEqualTo(2);
        assertThat(verification.repaired()).isEqualTo(1);
        assertThat(verification.afterRepair().orElseThrow().first())
                .extracting(finding -> finding.path().latin1())
                .containsExactly("extra");
        assertThat(verification.isEqual()).isFalse();
    }

    @Test
    void refusesASecondPassUntilTheFirstHasEnded() throws Exception {
        Comparing comparing = new Comparing(source, target, clock);
        comparing.verifier.begin(CONTENT);
        assertThatThrownBy(() -> comparing.verifier.begin(CONTENT)).isInstanceOf(IllegalStateException.class);
        comparing.verifier.end(true);
        comparing.verifier.begin(CONTENT);
        comparing.verifier.end(true);
    }

    @Test
    void tellsOfEveryLookAtTheSource() throws Exception {
        List<String> looks = new ArrayList<>();
        Files.delete(target.resolve("d/f"));
        setTimes();
        new Comparing(source, target, clock, (path, look) -> looks.add(path.toString())).verify(CONTENT);
        assertThat(looks).containsExactly(".", "d", "d/f", "d/f");
    }

    /** What somebody does. */
    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }

    /** What is found while somebody makes a change just after the first look at this path. */
    private List<Finding> findWhile(String path, Change change) throws IOException, InterruptedException {
        boolean[] done = {false};
        Look.Listener changing = (looked, look) -> {
            if (!done[0] && looked.latin1().equals(path)) {
                done[0] = true;
                try {
                    change.run();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
        return new Comparing(source, target, clock, changing)
                .verify(CONTENT)
                .pass()
                .first();
    }

    private List<Finding> find(VerifyOptions options) throws IOException, InterruptedException {
        return new Comparing(source, target, clock).verify(options).pass().first();
    }
}
