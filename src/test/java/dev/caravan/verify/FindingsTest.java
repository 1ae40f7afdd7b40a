package dev.caravan.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Page;
import dev.caravan.entry.Difference;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.LeftOut;
import dev.caravan.verify.Outcome.Finding;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is found of entries that differ, are missing, are extra or are left out. */
class FindingsTest extends VerifierFixture {
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
}
