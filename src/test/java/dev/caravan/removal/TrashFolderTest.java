package dev.caravan.removal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.PortablePosix;
import dev.caravan.posix.Posix;
import dev.caravan.testing.SettableClock;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrashFolderTest {
    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-26T12:00:00Z"));
    private Path target;

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectory(folder.resolve("target")).toRealPath();
        Files.createDirectory(target.resolve(".caravan"));
    }

    static Stream<Posix> both() {
        return Stream.of(new NativePosix(), new PortablePosix());
    }

    @Test
    void isEmptyWhereNothingWasRemoved() throws IOException {
        assertThat(list()).isEmpty();
        assertThat(restored("a")).isEmpty();
        trash().empty(LocalDate.MAX);
        assertThat(target.resolve(".caravan")).isEmptyDirectory();
    }

    @Test
    void showsWhatWasRemovedAndNotTheDirectoriesOnTheWay() throws IOException {
        write("a/b/f", "12345");
        remove("a/b/f");
        write("d/x", "123");
        write("d/y/z", "4");
        remove("d");
        clock.advance(Duration.ofDays(1));
        write("a/b/f", "1");
        remove("a/b/f");
        write("\u00ff\n", "");
        remove("\u00ff\n");

        assertThat(list())
                .containsExactly(
                        "2026-03-26 FILE 1 5 a/b/f",
                        "2026-03-26 DIRECTORY 4 4 d",
                        "2026-03-27 FILE 1 1 a/b/f",
                        "2026-03-27 FILE 1 0 \\xff\\x0a");
    }

    @ParameterizedTest
    @MethodSource("both")
    void putsBackWhatWasRemovedLast(Posix posix) throws IOException {
        for (int i = 0; i < 12; i++) {
            write("a/f", String.valueOf(i));
            remove("a/f");
        }
        for (int i = 11; i >= 10; i--) {
            assertThat(new TrashFolder(target, posix).restore(new RelativePath("a/f")))
                    .isPresent();
            assertThat(target.resolve("a/f")).hasContent(String.valueOf(i));
            Files.delete(target.resolve("a/f"));
        }
    }

    @Test
    void leavesNothingBehindOfTheWay() throws IOException {
        write("a/b/f", "1");
        remove("a/b/f");
        write("a/g", "1");
        remove("a/g");
        assertThat(restored("a/b/f")).isPresent();
        assertThat(list()).containsExactly("2026-03-26 FILE 1 1 a/g");
        assertThat(restored("a/g")).isPresent();
        assertThat(target.resolve(".caravan/trash")).isEmptyDirectory();
    }

    @ParameterizedTest
    @MethodSource("both")
    void putsBackADirectoryWithAllThatIsInIt(Posix posix) throws IOException {
        write("d/e/f", "1");
        remove("d");
        assertThat(new TrashFolder(target, posix).restore(new RelativePath("d")))
                .map(TrashFolder.Item::entries)
                .contains(3L);
        assertThat(target.resolve("d/e/f")).hasContent("1");
        assertThat(list()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("both")
    void replacesNothing(Posix posix) throws IOException {
        write("f", "old");
        remove("f");
        write("f", "new");
        write("d/x", "old");
        remove("d");
        Files.createDirectory(target.resolve("d"));
        for (String path : List.of("f", "d")) {
            assertThatThrownBy(() -> new TrashFolder(target, posix).restore(new RelativePath(path)))
                    .isInstanceOf(FileAlreadyExistsException.class);
        }
        assertThat(target.resolve("f")).hasContent("new");
        assertThat(target.resolve("d")).isEmptyDirectory();
        assertThat(list()).hasSize(2);
    }

    @Test
    void needsTheDirectoryThatItStoodIn() throws IOException {
        write("a/f", "1");
        remove("a/f");
        Files.delete(target.resolve("a"));
        assertThatThrownBy(() -> restored("a/f")).isInstanceOf(NoSuchFileException.class);
        assertThat(list()).hasSize(1);
    }

    @Test
    void followsNoLink() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(elsewhere.resolve("f"), "precious");
        Files.createSymbolicLink(target.resolve("a"), elsewhere);
        remove("a");

        assertThat(list()).containsExactly("2026-03-26 LINK 1 0 a");
        assertThat(restored("a/f")).isEmpty();
        trash().empty(LocalDate.MAX);
        assertThat(elsewhere.resolve("f")).hasContent("precious");

        Files.createDirectories(target.resolve("b/2026-03-01/0"));
        Files.delete(target.resolve(".caravan/trash"));
        Files.createSymbolicLink(target.resolve(".caravan/trash"), target.resolve("b"));
        assertThat(list()).isEmpty();
        trash().empty(LocalDate.MAX);
        assertThat(target.resolve("b/2026-03-01/0")).isDirectory();
    }

    @Test
    void emptiesWhatIsOldAndLeavesTheRest() throws IOException {
        for (int day = 0; day < 3; day++) {
            write("d/f", String.valueOf(day));
            remove("d");
            clock.advance(Duration.ofDays(1));
        }
        Files.createDirectory(target.resolve(".caravan/trash/notes"));
        trash().empty(LocalDate.parse("2026-03-28"));

        assertThat(list()).containsExactly("2026-03-28 DIRECTORY 2 1 d");
        assertThat(target.resolve(".caravan/trash/notes")).isDirectory();
    }

    private TrashFolder trash() throws IOException {
        return new TrashFolder(target, new NativePosix());
    }

    private Optional<TrashFolder.Item> restored(String path) throws IOException {
        return trash().restore(new RelativePath(path));
    }

    private List<String> list() throws IOException {
        List<String> lines = new ArrayList<>();
        trash().list(item -> lines.add(item.date() + " " + item.entry().type() + " " + item.entries() + " "
                + item.bytes() + " " + item.path()));
        return lines;
    }

    private void write(String latin1, String content) throws IOException {
        Path file = target.resolve(FileNames.toPath(latin1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    private void remove(String path) throws IOException {
        RelativePath gone = new RelativePath(path);
        try (Folder holder = new NativePosix().open(target, gone.parent())) {
            new Trash(target, new NativePosix(), clock).remove(holder, gone.name(), gone);
        }
    }
}
