package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Faults;
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
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever call of a copy fails, and wherever the process ends: the old entry stands there, or the new one. */
class CopyFaultsTest {
    private static final RelativePath PATH = new RelativePath("d/e");
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56Z");

    @TempDir
    private Path folder;

    private Path source;
    private Path target;

    @ParameterizedTest
    @CsvSource({
        "file, nothing",
        "file, file",
        "file, link",
        "file, directory",
        "link, nothing",
        "link, file",
        "link, directory",
        "directory, nothing",
        "directory, file",
        "directory, link",
        "fifo, nothing",
        "fifo, directory",
        "second name, nothing",
        "second name, file",
        "nothing, file",
        "nothing, directory"
    })
    void showsNoThirdThing(String ours, String theirs) throws IOException, InterruptedException {
        for (boolean crash : new boolean[] {false, true}) {
            int calls = attempt(ours, theirs, 0, false);
            assertThat(calls).isPositive();
            for (int failing = 1; failing <= calls; failing++) {
                attempt(ours, theirs, failing, crash);
            }
        }
    }

    private int attempt(String ours, String theirs, int failing, boolean crash)
            throws IOException, InterruptedException {
        Path here = Files.createTempDirectory(folder, "try");
        source = Files.createDirectories(here.resolve("source/d")).getParent();
        target = Files.createDirectories(here.resolve("target/d")).getParent();
        make(ours, source.resolve("d/e"), "newer");
        make(theirs, target.resolve("d/e"), "old");
        HardLinks names = new HardLinks();
        if (ours.equals("second name")) {
            Files.createLink(source.resolve("d/first"), source.resolve("d/e"));
            names.seen(new RelativePath("d/first"), entry(source.resolve("d/first")));
            copier(new NativePosix(), names).carryOut(verdict(new RelativePath("d/first")));
        }
        String before = show(target.resolve("d/e"));
        Faults faults = new Faults(failing, crash);
        Copier failingCopier = copier(faults.around(new NativePosix()), names);
        try {
            failingCopier.carryOut(verdict(PATH));
        } catch (IOException | Faults.Crash e) {
            assertThat(failing).as("the call that fails: %s", e).isPositive();
        }
        String as = "%s over %s, call %d fails, crash: %s".formatted(ours, theirs, failing, crash);
        assertThat(show(target.resolve("d/e"))).as(as).isIn(before, show(source.resolve("d/e")));

        // The next pass, perhaps of another process.
        Copier next = copier(new NativePosix(), names);
        assertThat(next.carryOut(verdict(PATH)).kind()).as(as).isIn(Verdict.Kind.APPLIED, Verdict.Kind.IN_SYNC);
        RelativePath temporary = TemporaryName.beside(PATH);
        if (Lstat.read(temporary.under(target)).isPresent()) {
            next.carryOut(verdict(temporary));
        }
        assertThat(show(target.resolve("d/e"))).as(as).isEqualTo(show(source.resolve("d/e")));
        assertThat(names(target.resolve("d"))).as(as).isEqualTo(names(source.resolve("d")));
        return faults.calls();
    }

    private void make(String what, Path path, String content) throws IOException, InterruptedException {
        switch (what) {
            case "nothing" -> {}
            case "file", "second name" -> Files.writeString(path, content);
            case "link" -> Files.createSymbolicLink(path, Path.of(content));
            case "directory" -> {
                Files.createDirectory(path);
                if (content.equals("old")) {
                    Files.writeString(path.resolve("inside"), content);
                }
            }
            case "fifo" ->
                assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                        .isZero();
            default -> throw new IllegalArgumentException(what);
        }
    }

    private Copier copier(Posix posix, HardLinks names) throws IOException {
        SettableClock clock = new SettableClock(NOW);
        Trees trees = TreesFixture.trees(Roots.open(source, target), posix, names);
        return new Copier(
                trees,
                new Trash(target.toRealPath(), posix, clock),
                new CopyOptions(Duration.ofMinutes(2), true, true, new Bandwidth(0), Runnable::run),
                clock,
                new CopyMeters(new SimpleMeterRegistry()));
    }

    private Verdict verdict(RelativePath path) throws IOException {
        Task task = new Task(path, Ticket.NONE, NOW, Origin.HINT, 0);
        Look look = new Look(NOW, NOW);
        Optional<Entry> ours = Lstat.read(path.under(source));
        Optional<Entry> theirs = Lstat.read(path.under(target));
        if (ours.isEmpty()) {
            return new Verdict.Remove(task, look, theirs.orElseGet(() -> ours.orElse(null)));
        }
        return new Verdict.Apply(task, look, ours.get(), theirs, false);
    }

    private static Entry entry(Path path) throws IOException {
        return Lstat.read(path).orElseThrow();
    }

    /** Type, content and attributes, as far as both sides can have the same. */
    private static String show(Path path) throws IOException {
        Optional<Entry> found = Lstat.read(path);
        if (found.isEmpty()) {
            return "nothing";
        }
        Entry entry = found.get();
        String content = switch (entry.type()) {
            case FILE -> Files.readString(path);
            case LINK -> entry.linkText();
            case DIRECTORY -> names(path).toString();
            default -> "";
        };
        String names = entry.isDirectory() ? "" : entry.links() + " names";
        return String.join(" ", entry.type().name(), content, names, Integer.toOctalString(entry.mode()))
                + (entry.isDirectory() ? "" : " " + entry.modified());
    }

    private static List<String> names(Path directory) throws IOException {
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
                entries.forEach(entry -> names.add(entry.getFileName().toString()));
            }
        }
        names.sort(null);
        return names;
    }
}
