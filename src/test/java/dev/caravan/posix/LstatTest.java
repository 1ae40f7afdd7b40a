package dev.caravan.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.entry.Entry;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LstatTest {
    @TempDir
    private Path folder;

    @Test
    void readsAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "12345");
        Files.setAttribute(file, "unix:mode", 04751);
        Entry entry = Lstat.read(file).orElseThrow();
        assertThat(entry.type()).isEqualTo(Entry.Type.FILE);
        assertThat(entry.size()).isEqualTo(5);
        assertThat(entry.mode()).isEqualTo(04751);
        assertThat(entry.linkText()).isEmpty();
        assertThat(entry.links()).isEqualTo(1);
        assertThat(entry.inode()).isEqualTo(Files.getAttribute(file, "unix:ino"));
        assertThat(entry.device()).isEqualTo(Files.getAttribute(file, "unix:dev"));
        assertThat(entry.uid()).isEqualTo(Files.getAttribute(file, "unix:uid"));
        assertThat(entry.gid()).isEqualTo(Files.getAttribute(file, "unix:gid"));
        assertThat(entry.changed()).isEqualTo(((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2001-02-03T04:05:06.123456789Z",
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:58Z",
                "2038-01-19T03:14:08.5Z"
            })
    void readsATimeToTheNanosecond(Instant time) throws IOException {
        Path file = Files.createFile(folder.resolve("f"));
        Files.setLastModifiedTime(file, FileTime.from(time));
        assertThat(Lstat.read(file).orElseThrow().modified()).isEqualTo(time);
    }

    @Test
    void readsALinkAndNotWhatItNames() throws IOException {
        Files.createDirectory(folder.resolve("d"));
        Entry entry = Lstat.read(Files.createSymbolicLink(folder.resolve("l"), Path.of("d")))
                .orElseThrow();
        assertThat(entry.type()).isEqualTo(Entry.Type.LINK);
        assertThat(entry.linkText()).isEqualTo("d");
        assertThat(entry.isDirectory()).isFalse();
    }

    @Test
    void readsADirectory() throws IOException {
        Entry entry = Lstat.read(folder).orElseThrow();
        assertThat(entry.type()).isEqualTo(Entry.Type.DIRECTORY);
        assertThat(entry.isDirectory()).isTrue();
    }

    @Test
    void readsAFifoWithoutOpeningIt() throws IOException, InterruptedException {
        Path fifo = folder.resolve("p");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor())
                .isZero();
        assertThat(Lstat.read(fifo).orElseThrow().type()).isEqualTo(Entry.Type.FIFO);
        Entry device = Lstat.read(Path.of("/dev/null")).orElseThrow();
        assertThat(device.type()).isEqualTo(Entry.Type.CHARACTER_DEVICE);
        assertThat(device.special()).isEqualTo(0x103);
    }

    @ParameterizedTest
    @CsvSource({
        "missing, nothing of that name",
        "missing/x, no directory of that name",
        "file/x, a file where a directory should be",
        "file/x/y, a file further up",
        "dangling/x, a link that names nothing",
        "loop/x, a link to itself"
    })
    void findsNothing(String name, String why) throws IOException {
        Files.createFile(folder.resolve("file"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nowhere"));
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        assertThat(Lstat.read(folder.resolve(name))).as(why).isEmpty();
    }

    @Test
    void throwsWhereNothingIsKnown() {
        // A name that is too long stands for every error that does not say whether there is such an entry.
        Path unknowable = folder.resolve("x".repeat(256));
        assertThatThrownBy(() -> Lstat.read(unknowable)).isInstanceOf(FileSystemException.class);
        assertThatThrownBy(() -> Lstat.read(unknowable.resolve("y"))).isInstanceOf(FileSystemException.class);
    }

    @Test
    void tellsAnEntryThatChanged() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "1");
        Entry before = Lstat.read(file).orElseThrow();
        assertThat(Lstat.read(file).orElseThrow().isUnchangedSince(before)).isTrue();

        Files.writeString(file, "12");
        Entry longer = Lstat.read(file).orElseThrow();
        assertThat(longer.isUnchangedSince(before)).isFalse();
    }

    @Test
    void tellsAnotherEntryUnderTheSameName() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "1");
        Path other = Files.writeString(folder.resolve("other"), "1");
        FileTime time = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
        Files.setLastModifiedTime(one, time);
        Files.setLastModifiedTime(other, time);
        assertThat(Lstat.read(other)
                        .orElseThrow()
                        .isUnchangedSince(Lstat.read(one).orElseThrow()))
                .isFalse();
    }
}
