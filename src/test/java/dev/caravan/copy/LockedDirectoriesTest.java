package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Errno;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Refusing;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As an ordinary user, for whom the modes of directories count. */
class LockedDirectoriesTest {
    private static final Set<String> CHANGES = Set.of("create", "makeDirectory", "rename", "delete", "link");

    @TempDir
    private Path folder;

    private TwoTrees trees;

    @BeforeEach
    void make() throws IOException {
        trees = new TwoTrees(
                folder,
                Refusing.around(
                        new NativePosix(),
                        (call, entry, arguments) ->
                                CHANGES.contains(call) && isLocked((Path) arguments.get(0)) ? Errno.EACCES : null));
        Files.createDirectories(trees.source.resolve("a/b"));
        Files.writeString(trees.source.resolve("a/b/f"), "content");
        for (String directory : new String[] {"a/b", "a"}) {
            Files.setAttribute(trees.source.resolve(directory), "unix:mode", 0555);
        }
    }

    private static boolean isLocked(Path entry) throws IOException {
        return ((Integer) Files.getAttribute(entry.getParent(), "unix:mode") & 0200) == 0;
    }

    private int mode(String path) throws IOException {
        return trees.ofTarget(path).mode();
    }

    @Test
    void makesWhatIsInDirectoriesThatMayNotBeWritten() throws IOException {
        for (String path : new String[] {"a", "a/b", "a/b/f"}) {
            assertThat(trees.carryOut(path).kind()).isEqualTo(Kind.APPLIED);
        }
        assertThat(trees.target.resolve("a/b/f")).hasContent("content");
        assertThat(mode("a")).isEqualTo(0555);
        assertThat(mode("a/b")).isEqualTo(0555);

        Files.delete(trees.source.resolve("a/b/f"));
        assertThat(trees.carryOut("a/b/f").kind()).isEqualTo(Kind.APPLIED);
        assertThat(trees.target.resolve("a/b/f")).doesNotExist();
        assertThat(mode("a/b")).isEqualTo(0555);
    }

    @Test
    void locksAgainAfterTheLast() throws IOException {
        trees.carryOut("a");
        LockedDirectories locked = new LockedDirectories(trees.target, trees.trees.posix());
        try (LockedDirectories.Lease first = locked.unlock(new RelativePath("a/x"))) {
            try (LockedDirectories.Lease second = locked.unlock(new RelativePath("a/y"))) {
                assertThat(second.hasAny()).isTrue();
            }
            assertThat(first.hasAny()).isTrue();
            assertThat(mode("a")).isEqualTo(0755);
        }
        assertThat(mode("a")).isEqualTo(0555);
    }

    @Test
    void leavesANewModeAlone() throws IOException {
        trees.carryOut("a");
        LockedDirectories locked = new LockedDirectories(trees.target, trees.trees.posix());
        try (LockedDirectories.Lease lease = locked.unlock(new RelativePath("a/x"))) {
            assertThat(lease.hasAny()).isTrue();
            Files.setAttribute(trees.target.resolve("a"), "unix:mode", 0700);
        }
        assertThat(mode("a")).isEqualTo(0700);
    }

    @Test
    void saysWhatIsDeniedForAnotherReason() throws IOException {
        TwoTrees denied = new TwoTrees(
                folder.resolve("other"),
                Refusing.around(
                        new NativePosix(), (call, entry, arguments) -> call.equals("create") ? Errno.EACCES : null));
        Files.writeString(denied.source.resolve("f"), "content");
        assertThatThrownBy(() -> denied.carryOut("f")).isInstanceOf(AccessDeniedException.class);
    }
}
