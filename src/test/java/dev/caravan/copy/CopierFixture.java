package dev.caravan.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.change.Verdict.Kind;
import dev.caravan.entry.Entry;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import dev.caravan.removal.Trash;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.HardLinks;
import dev.caravan.trees.Roots;
import dev.caravan.trees.Trees;
import dev.caravan.trees.TreesFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A copier between two trees, on a clock that stands still. */
abstract class CopierFixture {
    static final Instant OLD = Instant.parse("2001-02-03T04:05:06.123456789Z");
    static final Duration QUIET = Duration.ofMinutes(2);
    static final FileData UNBOUND = new FileData(new Bandwidth(0));
    static final String TRASH = ".caravan/trash/2026-03-26/";

    @TempDir
    Path folder;

    final SettableClock clock = new SettableClock(Instant.parse("2026-03-26T11:45:56Z"));
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final CopyMeters copyMeters = new CopyMeters(meters);
    final HardLinks hardLinks = new HardLinks();
    final Posix posix = posix();
    Path source;
    Path target;
    Roots roots;
    Copier copier;

    /** The calls that it copies with. */
    Posix posix() {
        return new NativePosix();
    }

    /** What a file shows that was given this time. */
    Instant kept(Instant time) {
        return time;
    }

    @BeforeEach
    void makeTrees() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        Files.createFile(source.resolve("always"));
        roots = Roots.open(source, target);
        copier = copier(UNBOUND::copy);
    }

    Copier copier(Copier.Data data) {
        Trees trees = TreesFixture.trees(roots, posix, hardLinks);
        return new Copier(
                trees,
                new Trash(target, posix, clock),
                new CopyOptions(QUIET, true, false, new Bandwidth(0), Runnable::run),
                clock,
                copyMeters,
                data);
    }

    Copier.Data during(String what) {
        Path file = source.resolve("f");
        return (from, to, size) -> {
            long copied = UNBOUND.copy(from, to, size);
            switch (what) {
                case "grew" -> Files.writeString(file, "more", StandardOpenOption.APPEND);
                case "shrank" -> Files.writeString(file, "con");
                case "was rewritten" -> Files.writeString(file, "CONTENT");
                case "was touched" -> Files.setLastModifiedTime(file, FileTime.from(OLD.plusNanos(1)));
                case "was replaced" -> {
                    Path other = Files.writeString(folder.resolve("other"), "CONTENT");
                    Files.setLastModifiedTime(other, FileTime.from(OLD));
                    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
                }
                case "became a directory" -> {
                    Files.delete(file);
                    Files.createDirectory(file);
                }
                case "became a link" -> {
                    Files.delete(file);
                    Files.createSymbolicLink(file, Path.of("always"));
                }
                case "went" -> Files.delete(file);
                default -> throw new IllegalArgumentException(what);
            }
            return copied;
        };
    }

    static Condition<Entry> unchangedSince(Entry before) {
        return new Condition<>(now -> now.isUnchangedSince(before), "unchanged since %s", before);
    }

    Kind carryOut(String path) throws IOException {
        return copier.carryOut(apply(path)).kind();
    }

    Verdict.Apply apply(String path) throws IOException {
        return new Verdict.Apply(
                task(path),
                new Look(clock.instant(), clock.instant()),
                Lstat.read(path(source, path)).orElseThrow(),
                Lstat.read(path(target, path)),
                false);
    }

    static Verdict.Apply hot(Verdict.Apply apply) {
        return new Verdict.Apply(apply.task(), apply.look(), apply.source(), apply.target(), true);
    }

    Verdict.Remove remove(String path) throws IOException {
        Look look = new Look(clock.instant(), clock.instant());
        return new Verdict.Remove(
                task(path), look, Lstat.read(path(target, path)).orElseThrow());
    }

    Task task(String path) {
        return new Task(new RelativePath(path), Ticket.NONE, clock.instant(), Origin.HINT, 0);
    }

    static Path path(Path root, String latin1) {
        return new RelativePath(latin1).under(root);
    }

    void write(String path, String content) throws IOException {
        Files.writeString(path(source, path), content);
        Files.setLastModifiedTime(path(source, path), FileTime.from(OLD));
    }

    static void make(Path path, String type) throws IOException {
        switch (type) {
            case "file" -> Files.writeString(path, "content");
            case "link" -> Files.createSymbolicLink(path, Path.of("somewhere"));
            case "directory" -> Files.createFile(Files.createDirectory(path).resolve("inside"));
            default -> throw new IllegalArgumentException(type);
        }
    }

    static void link(Path link, String latin1) throws IOException, InterruptedException {
        StringBuilder octal = new StringBuilder();
        for (byte b : latin1.getBytes(ISO_8859_1)) {
            octal.append(String.format("\\%03o", b & 0xff));
        }
        Process ln = new ProcessBuilder(
                        "sh", "-c", "ln -s \"$(printf \"$0\")\" \"$1\"", octal.toString(), link.toString())
                .inheritIO()
                .start();
        assertThat(ln.waitFor()).isZero();
    }

    static List<String> entries(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(entry -> names.add(FileNames.toLatin1(entry.getFileName())));
        }
        names.sort(null);
        return names;
    }

    double count(String name) {
        return meters.counter("caravan.copy." + name).count();
    }

    /** All that is copied, to the nanosecond but for links. */
    void assertEqualOnBothSides(String path) throws IOException {
        Entry from = Lstat.read(path(source, path)).orElseThrow();
        Entry to = Lstat.read(path(target, path)).orElseThrow();
        assertThat(to.type()).isEqualTo(from.type());
        assertThat(to.mode()).isEqualTo(from.mode());
        assertThat(to.uid()).isEqualTo(from.uid());
        assertThat(to.gid()).isEqualTo(from.gid());
        assertThat(to.linkText()).isEqualTo(from.linkText());
        if (from.type() == Entry.Type.LINK) {
            assertThat(to.modified().toEpochMilli()).isEqualTo(from.modified().toEpochMilli());
        } else {
            assertThat(to.modified()).isEqualTo(from.modified());
        }
        if (from.type() == Entry.Type.FILE) {
            assertThat(Files.mismatch(path(source, path), path(target, path))).isEqualTo(-1);
        }
    }
}
