package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Canaries;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.PortablePosix;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The directories on the way down to an entry: missing, changed, or a link. */
class DirectoriesAboveTest extends ReconcilerFixture {
    /** A file system that keeps no names in mind looks up every component of every path that it is asked for. */
    @Test
    void asksForEachDirectoryOnTheWayOnce() throws IOException {
        Files.createDirectories(source.resolve("a/b/c"));
        Files.createDirectories(target.resolve("a/b/c"));
        Files.createFile(source.resolve("a/b/c/f"));
        List<Path> asked = new ArrayList<>();
        Posix telling = (Posix) Proxy.newProxyInstance(
                Posix.class.getClassLoader(), new Class<?>[] {Posix.class}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof Path path) {
                        asked.add(path);
                    }
                    return method.invoke(new NativePosix(), arguments);
                });
        Verdict verdict = reconciler(telling).look(task("a/b/c/f"), exchange());
        assertThat(verdict.kind()).isEqualTo(Kind.APPLY);
        assertThat(asked).contains(source, target);
        // All others are of directories that are open.
        assertThat(asked)
                .filteredOn(path -> !path.equals(source) && !path.equals(target) && !isCanary(path))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(path.toString()).matches("/proc/self/fd/[0-9]+/\\.(/f)?"));
    }

    private static boolean isCanary(Path path) {
        return Canaries.isName(path.getFileName().toString());
    }

    @Test
    void goesDownTheSameWayWithoutNativeCalls() throws IOException {
        Files.createDirectories(source.resolve("a/b"));
        Files.createDirectories(target.resolve("a"));
        Files.createFile(source.resolve("a/b/f"));
        Files.createSymbolicLink(target.resolve("a/b"), source.resolve("a/b"));
        Reconciler portable = reconciler(new PortablePosix());
        assertThat(portable.look(task("a/b/f"), exchange()))
                .isInstanceOfSatisfying(
                        Verdict.Walk.class, walk -> assertThat(walk.directory()).isEqualTo(new RelativePath("a/b")));
        assertThat(portable.look(task("a/none/f"), exchange()).kind()).isEqualTo(Kind.IN_SYNC);
        Files.delete(target.resolve("a/b"));
        Files.createDirectory(target.resolve("a/b"));
        Files.createFile(source.resolve("a/b/g"));
        assertThat(portable.look(task("a/b/g"), exchange()).kind()).isEqualTo(Kind.APPLY);
    }

    @Test
    void walksTheTopmostDirectoryThatTheTargetLacks() throws IOException {
        Files.createDirectories(source.resolve("a/b/c"));
        Files.createFile(source.resolve("a/b/c/f"));
        assertThat(walked("a/b/c/f")).isEqualTo(new RelativePath("a"));
        Files.createDirectory(target.resolve("a"));
        assertThat(walked("a/b/c/f")).isEqualTo(new RelativePath("a/b"));
        Files.createFile(target.resolve("a/b"));
        assertThat(walked("a/b/c/f")).isEqualTo(new RelativePath("a/b"));
    }

    @Test
    void hasNothingToDoBelowADirectoryThatNeitherSideHas() throws IOException {
        assertThat(look("a/b/c").kind()).isEqualTo(Kind.IN_SYNC);
    }

    @Test
    void followsNoLinkAboveThePathOnTheSource() throws IOException {
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/d"));
        Files.createFile(elsewhere.resolve("f"));
        Files.createSymbolicLink(source.resolve("a"), folder.resolve("elsewhere"));
        Files.createDirectories(target.resolve("a/d"));
        assertThat(walked("a/d/f")).isEqualTo(new RelativePath("a"));
        Files.createFile(target.resolve("a/d/f"));
        assertThat(walked("a/d/f")).isEqualTo(new RelativePath("a"));
    }

    @Test
    void followsNoLinkAboveThePathOnTheTarget() throws IOException {
        Files.createDirectories(source.resolve("a/d"));
        Files.createFile(source.resolve("a/d/f"));
        Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/d"));
        Files.createFile(elsewhere.resolve("f"));
        Files.createSymbolicLink(target.resolve("a"), folder.resolve("elsewhere"));
        assertThat(walked("a/d/f")).isEqualTo(new RelativePath("a"));
        Files.delete(source.resolve("a/d/f"));
        assertThat(walked("a/d/f")).isEqualTo(new RelativePath("a"));
    }

    @Test
    void findsADirectoryAboveThatWasRemovedOrGotOtherAttributesUnnoticed() throws IOException {
        Files.createDirectories(source.resolve("a/b"));
        Files.createDirectories(target.resolve("a/b"));
        assertThat(look("a/b/f").kind()).isEqualTo(Kind.IN_SYNC);
        Files.setPosixFilePermissions(source.resolve("a"), PosixFilePermissions.fromString("rwx------"));
        assertThat(walked("a/b/f")).isEqualTo(new RelativePath("a"));
        Files.delete(source.resolve("a/b"));
        Files.setPosixFilePermissions(target.resolve("a"), PosixFilePermissions.fromString("rwx------"));
        assertThat(walked("a/b/f")).isEqualTo(new RelativePath("a/b"));
    }

    @Test
    void tellsThatADirectoryHasAnotherTimeThoughItsEntryIsInSync() throws IOException {
        Files.createDirectory(source.resolve("d"));
        Files.createDirectory(target.resolve("d"));
        FileTime then = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(source.resolve("d"), then);
        // It came and went again before anybody looked.
        assertThat(((Verdict.InSync) look("d/f")).directoryDiffers()).isTrue();
        Files.setLastModifiedTime(target.resolve("d"), then);
        assertThat(((Verdict.InSync) look("d/f")).directoryDiffers()).isFalse();
    }

    private RelativePath walked(String path) throws IOException {
        return ((Verdict.Walk) look(path)).directory();
    }
}
