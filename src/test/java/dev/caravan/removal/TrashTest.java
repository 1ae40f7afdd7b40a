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
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Two processes remove one path: the second finds it gone, which is what it wanted. */
    @Test
    void leavesToAnotherProcessWhatThatHasJustTaken() throws IOException {
        for (String path : new String[] {"f", "d"}) {
            write(path.equals("d") ? "d/inside" : path, "1");
            beforeRename = () -> {
                beforeRename = () -> {};
                try {
                    remove(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            };
            remove(path);
        }
        assertThat(ofDay.resolve("0/f")).hasContent("1");
        assertThat(ofDay.resolve("0/d/inside")).hasContent("1");
        assertThat(ofDay).isDirectoryNotContaining("glob:**/1");
    }

    /** Somebody restores what stood beside it, and the way to it goes with that. */
    @Test
    void makesTheWayAgainWhereThatGoesMeanwhile() throws IOException {
        write("a/f", "1");
        beforeRename = () -> {
            beforeRename = () -> {};
            try {
                Files.delete(ofDay.resolve("0/a"));
                Files.delete(ofDay.resolve("0"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        remove("a/f");
        assertThat(ofDay.resolve("0/a/f")).hasContent("1");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void losesNothingWhereThreeProcessesRemoveTheSameAtOnce(boolean isNative) throws Exception {
        Posix calls = isNative ? new NativePosix() : new PortablePosix();
        ExecutorService processes = Executors.newFixedThreadPool(3);
        try {
            for (int round = 0; round < 40; round++) {
                write("a/b/f" + round, "1");
                write("d" + round + "/e/f", "2");
                List<String> paths = List.of("a/b/f" + round, "d" + round + "/e/f", "d" + round);
                Callable<Void> process = () -> removeAll(calls, paths);
                for (Future<Void> each : processes.invokeAll(Collections.nCopies(3, process))) {
                    each.get();
                }
                assertThat(trashed("a/b/f" + round)).isNotEmpty();
                assertThat(trashed("d" + round + "/e/f")).isNotEmpty();
                assertThat(target.resolve("d" + round)).doesNotExist();
            }
        } finally {
            processes.shutdownNow();
        }
    }

    /** As one process does: what is gone when it looks is done. */
    private Void removeAll(Posix calls, List<String> paths) throws IOException {
        Trash ours = new Trash(target, calls, clock);
        for (String path : paths) {
            RelativePath gone = new RelativePath(path);
            Optional<Folder> holder = calls.openIfThere(target.toRealPath(), gone.parent());
            if (holder.isPresent()) {
                try (Folder folder = holder.get()) {
                    if (calls.look(folder.entry(gone.name())).isPresent()) {
                        ours.remove(folder, gone.name(), gone);
                    }
                }
            }
        }
        return null;
    }

    private List<Path> trashed(String path) throws IOException {
        try (Stream<Path> numbers = Files.list(ofDay)) {
            return numbers.map(number -> number.resolve(path))
                    .filter(Files::exists)
                    .toList();
        }
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
