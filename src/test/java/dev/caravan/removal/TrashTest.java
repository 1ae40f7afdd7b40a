package dev.caravan.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.PortablePosix;
import dev.caravan.posix.Posix;
import dev.caravan.testing.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrashTest {
    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-26T23:45:56Z"));
    private Path target;
    private Path ofDay;
    private Trash trash;
    private Runnable beforeRename = () -> {};
    private final Posix posix = new PortablePosix() {
        @Override
        public void renameToFree(Path from, Path to) throws IOException {
            beforeRename.run();
            super.renameToFree(from, to);
        }
    };

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectory(folder.resolve("target"));
        Files.createDirectory(target.resolve(".caravan"));
        ofDay = target.resolve(".caravan/trash/2026-03-26");
        trash = new Trash(target, posix, clock);
    }

    @Test
    void keepsThePathBelowTheDay() throws IOException {
        write("a/b/f", "1");
        remove("a/b/f");
        assertThat(ofDay.resolve("0/a/b/f")).hasContent("1");
        assertThat(target.resolve("a/b")).isEmptyDirectory();
    }

    @Test
    void isForNobodyElsesEyes() throws IOException {
        write("f", "1");
        remove("f");
        for (Path above : new Path[] {ofDay, ofDay.getParent(), ofDay.resolve("0")}) {
            assertThat((Integer) Files.getAttribute(above, "unix:mode") & 0777).isEqualTo(0700);
        }
    }

    @Test
    void keepsEachOfWhatIsRemovedFromOnePathInADay() throws IOException {
        for (int i = 0; i < 3; i++) {
            write("f", String.valueOf(i));
            remove("f");
        }
        for (int i = 0; i < 3; i++) {
            assertThat(ofDay.resolve(i + "/f")).hasContent(String.valueOf(i));
        }
        clock.advance(Duration.ofHours(1));
        write("f", "tomorrow");
        remove("f");
        assertThat(target.resolve(".caravan/trash/2026-03-27/0/f")).hasContent("tomorrow");
    }

    /** A directory goes while another worker's hands are on what is in it. */
    @Test
    void takesAnotherPlaceWhereWhatIsBelowComesFirst() throws IOException {
        write("a/first", "1");
        write("a/second", "2");
        beforeRename = () -> {
            beforeRename = () -> {};
            try {
                remove("a/first");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        remove("a");
        assertThat(ofDay.resolve("0/a/first")).hasContent("1");
        assertThat(ofDay.resolve("1/a/second")).hasContent("2");
        assertThat(target.resolve("a")).doesNotExist();
    }

    @Test
    void makesRoomWhereADirectoryInTheTrashIsAFile() throws IOException {
        write("a", "a file");
        remove("a");
        write("a/f", "in a directory");
        remove("a/f");
        assertThat(ofDay.resolve("0/a")).hasContent("a file");
        assertThat(ofDay.resolve("1/a/f")).hasContent("in a directory");
    }

    @Test
    void replacesNoDirectoryThatIsInTheTrashForWhatWasBelowIt() throws IOException {
        write("a/f", "1");
        remove("a/f");
        write("a/g", "2");
        remove("a");
        assertThat(ofDay.resolve("0/a/f")).hasContent("1");
        assertThat(ofDay.resolve("1/a/g")).hasContent("2");
    }

    @Test
    void followsNoLinkThatIsInTheTrash() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(target.resolve("a"), elsewhere);
        remove("a");
        write("a/b/f", "1");
        remove("a/b/f");
        write("a/g", "2");
        remove("a/g");
        assertThat(elsewhere).isEmptyDirectory();
        assertThat(ofDay.resolve("0/a")).isSymbolicLink();
        assertThat(ofDay.resolve("1/a/b/f")).hasContent("1");
        assertThat(ofDay.resolve("1/a/g")).hasContent("2");
    }

    @Test
    void saysSoWhereItHasNoPlace() throws IOException {
        Files.createSymbolicLink(target.resolve(".caravan/trash"), folder);
        write("f", "1");
        assertThatThrownBy(() -> remove("f")).isInstanceOf(IOException.class).hasMessageContaining("is no directory");
        assertThat(target.resolve("f")).exists();
    }

    private void write(String path, String content) throws IOException {
        Path file = target.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void remove(String path) throws IOException {
        RelativePath gone = new RelativePath(path);
        try (Folder holder = new NativePosix().open(target.toRealPath(), gone.parent())) {
            trash.remove(holder, gone.name(), gone);
        }
        assertThat(Files.notExists(target.resolve(path), LinkOption.NOFOLLOW_LINKS))
                .isTrue();
    }
}
