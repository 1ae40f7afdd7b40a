package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.Canaries;
import dev.caravan.change.Fence;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Lstat;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.PortablePosix;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A look at both sides of one path. */
class ReconcilerTest extends ReconcilerFixture {
    @Test
    void looksAtBothSidesAsTheyAreNow() throws IOException {
        assertThat(look("f").kind()).isEqualTo(Kind.IN_SYNC);
        Files.createFile(source.resolve("f"));
        assertThat(look("f").kind()).isEqualTo(Kind.APPLY);
        Files.delete(source.resolve("f"));
        Files.createFile(target.resolve("f"));
        assertThat(look("f").kind()).isEqualTo(Kind.REMOVE);
        assertThat(looks)
                .filteredOn(path -> !Canaries.is(path))
                .containsOnly(new RelativePath("f"))
                .hasSize(3);
        assertThat(meters.counter("caravan.reconcile.looks").count()).isEqualTo(3);
    }

    /** Two lines of a log that were torn and joined. */
    @Test
    void nothingStandsUnderANameThatTheFileSystemIsTooShortFor() throws IOException {
        String tooLong = "x".repeat(256);
        Files.createDirectory(source.resolve("d"));
        Files.createDirectory(target.resolve("d"));
        for (Posix posix : List.of(new NativePosix(), new PortablePosix())) {
            reconciler = reconciler(posix);
            assertThat(look("d/" + tooLong).kind()).isEqualTo(Kind.IN_SYNC);
            assertThat(look("d/" + tooLong + "/f").kind()).isEqualTo(Kind.IN_SYNC);
        }
    }

    /** The kernel did not look at the entry; a path that is too long as a whole may well lead to one. */
    @Test
    void nothingIsKnownWhereAShortNameIsCalledTooLong() throws IOException {
        reconciler = reconciler(failing("short", Errno.ENAMETOOLONG));
        assertThatThrownBy(() -> look("short")).hasMessageContaining("too long");
    }

    @Test
    void leavesWhatIsExcludedAloneAndDoesNotLookAtIt() throws IOException {
        Files.createDirectory(source.resolve("aladata"));
        assertThat(look("aladata/f").kind()).isEqualTo(Kind.SKIPPED);
        assertThat(look(".caravan").kind()).isEqualTo(Kind.SKIPPED);
        assertThat(looks).isEmpty();
    }

    @Test
    void doesNotLookAtWhatAnotherProcessDoes() throws IOException {
        Files.createFile(source.resolve("f"));
        ticket.becomes(Fence.Right.UNSURE);
        assertThat(look(task("f").with(ticket)).kind()).isEqualTo(Kind.WAIT);
        ticket.becomes(Fence.Right.LOST);
        assertThat(look(task("f").with(ticket)).kind()).isEqualTo(Kind.LOST);
        assertThat(looks).isEmpty();
    }

    @Test
    void bracketsALookWithNamesThatDoNotExist() throws IOException {
        Files.createFile(source.resolve("f"));
        look("f");
        assertThat(looks).hasSize(3);
        assertThat(looks.get(1)).isEqualTo(new RelativePath("f"));
        assertThat(Canaries.is(looks.get(0))).isTrue();
        assertThat(Canaries.is(looks.get(2))).isTrue();
    }

    @Test
    void throwsWhereAFileSystemDoesNotSay() throws IOException {
        reconciler = reconciler(failing("unknowable", Errno.EIO));
        assertThatThrownBy(() -> look("unknowable")).isInstanceOf(FileSystemException.class);
    }

    @Test
    void neverTouchesTheSource() throws IOException {
        Files.createDirectory(source.resolve("d"));
        Entry before = Lstat.read(source).orElseThrow();
        look("d");
        page("", Origin.WALK, "d", "always");
        assertThat(Lstat.read(source)).contains(before);
    }

    @Test
    void holdsEverythingWhileTheSourceIsNotThere() throws IOException {
        Files.createFile(source.resolve("f"));
        Files.createFile(target.resolve("gone"));
        Path away = Files.move(source, folder.resolve("away"));
        Files.createDirectory(source);
        assertThat(look("f").kind()).isEqualTo(Kind.WAIT);
        assertThat(look("gone").kind()).isEqualTo(Kind.WAIT);
        assertThat(look("d/f").kind()).isEqualTo(Kind.WAIT);
        assertThat(page("", Origin.WALK, "f", "gone")).extracting(Verdict::kind).containsOnly(Kind.WAIT);
        Files.delete(source);
        Files.move(away, source);
        assertThat(look("f").kind()).isEqualTo(Kind.APPLY);
        assertThat(look("gone").kind()).isEqualTo(Kind.REMOVE);
        assertThat(look("d/f").kind()).isEqualTo(Kind.IN_SYNC);
    }
}
