package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import dev.caravan.posix.NativePosix;
import dev.caravan.removal.Deletion;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.Roots;
import dev.caravan.trees.Trees;
import dev.caravan.trees.TreesFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody swaps a directory for a link to somewhere else, again and again, while its entries are copied and removed. */
class SwappedDirectoryTest {
    private static final int SWAPS = 3000;
    private static final Instant NOW = Instant.parse("2026-03-26T11:45:56Z");

    @TempDir
    private Path folder;

    private Path source;
    private Path target;
    private Path elsewhere;
    private Copier copier;

    @BeforeEach
    void makeTrees() throws IOException {
        source = Files.createDirectories(folder.resolve("source/d")).getParent();
        target = Files.createDirectories(folder.resolve("target/d")).getParent();
        elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.writeString(source.resolve("d/f"), "public");
        Files.writeString(elsewhere.resolve("f"), "secret");
        SettableClock clock = new SettableClock(NOW);
        Trees trees = TreesFixture.trees(Roots.open(source, target));
        copier = new Copier(
                trees,
                new Deletion(new NativePosix()),
                new CopyOptions(Duration.ofMinutes(2), true, false, new Bandwidth(0), Runnable::run),
                clock,
                new CopyMeters(new SimpleMeterRegistry()));
    }

    @Test
    void neverReadsWhereALinkLeads() throws Exception {
        Verdict.Apply apply = apply();
        while (swapping(source)) {
            copyOrFail(apply);
            if (Lstat.read(target.resolve("d/f")).isPresent()) {
                assertThat(target.resolve("d/f")).hasContent("public");
                Files.delete(target.resolve("d/f"));
            }
        }
    }

    @Test
    void neverWritesWhereALinkLeads() throws Exception {
        Files.delete(elsewhere.resolve("f"));
        Verdict.Apply apply = apply();
        while (swapping(target)) {
            copyOrFail(apply);
            assertThat(elsewhere).isEmptyDirectory();
        }
    }

    @Test
    void neverRemovesWhereALinkLeads() throws Exception {
        Task task = new Task(new RelativePath("d/f"), Ticket.NONE, NOW, Origin.HINT, 0);
        Entry entry = Lstat.read(source.resolve("d/f")).orElseThrow();
        Files.delete(source.resolve("d/f"));
        Verdict.Remove remove = new Verdict.Remove(task, new Look(NOW, NOW), entry);
        while (swapping(target)) {
            copyOrFail(remove);
            assertThat(elsewhere.resolve("f")).hasContent("secret");
        }
    }

    private Thread swapper;
    private final AtomicBoolean done = new AtomicBoolean();

    /** True while somebody swaps; starts it at the first call. */
    private boolean swapping(Path root) throws IOException {
        if (swapper == null) {
            Files.createSymbolicLink(root.resolve("link"), elsewhere);
            swapper = new Thread(() -> {
                NativePosix posix = new NativePosix();
                for (int i = 0; i < SWAPS; i++) {
                    try {
                        posix.exchange(root.resolve("d"), root.resolve("link"));
                        Thread.sleep(0, 200_000);
                    } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                done.set(true);
            });
            swapper.start();
        }
        return !done.get();
    }

    private void copyOrFail(Verdict verdict) {
        try {
            assertThat(copier.carryOut(verdict).kind()).isIn(Verdict.Kind.APPLIED, Verdict.Kind.WAIT);
        } catch (IOException e) {
            // It may be in the way of a rename; nothing has happened then.
        }
    }

    private Verdict.Apply apply() throws IOException {
        Task task = new Task(new RelativePath("d/f"), Ticket.NONE, NOW, Origin.HINT, 0);
        Entry entry = Lstat.read(source.resolve("d/f")).orElseThrow();
        return new Verdict.Apply(task, new Look(NOW, NOW), entry, Optional.empty(), false);
    }
}
