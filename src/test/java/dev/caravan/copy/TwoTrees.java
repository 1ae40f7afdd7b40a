package dev.caravan.copy;

import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import dev.caravan.removal.Trash;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.HardLinks;
import dev.caravan.trees.LeftOut;
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

/** A source and a target in a folder, and what looks at an entry and carries out what that came to. */
final class TwoTrees {
    static final Duration QUIET = Duration.ofMinutes(2);

    final SettableClock clock = new SettableClock(Instant.parse("2026-03-26T11:45:56Z"));
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final HardLinks hardLinks = new HardLinks();
    final KnownEqual known = KnownEqual.trusting();
    final Path source;
    final Path target;
    final Trees trees;
    final Copier copier;

    TwoTrees(Path folder) throws IOException {
        this(folder, new NativePosix());
    }

    TwoTrees(Path folder, Posix posix) throws IOException {
        source = Files.createDirectories(folder.resolve("source"));
        target = Files.createDirectories(folder.resolve("target"));
        trees = TreesFixture.trees(Roots.open(source, target), posix, hardLinks, LeftOut.Recorder.NONE, known);
        copier = copier(posix);
    }

    /** Another process's, or one whose calls fail; what was learnt of names stays. */
    Copier copier(Posix posix) {
        return new Copier(
                TreesFixture.by(posix, trees),
                new Trash(trees.roots().target(), posix, clock),
                new CopyOptions(QUIET, true, false, new Bandwidth(0), Runnable::run),
                clock,
                new CopyMeters(meters));
    }

    Verdict carryOut(String path) throws IOException {
        return copier.carryOut(verdict(path));
    }

    /** What a look would ask for that finds the two sides different. */
    Verdict verdict(String name) throws IOException {
        RelativePath path = new RelativePath(name);
        Task task = new Task(path, Ticket.NONE, clock.instant(), Origin.HINT, 0);
        Look look = new Look(clock.instant(), clock.instant());
        Optional<Entry> ours = trees.source(path);
        Optional<Entry> theirs = trees.target(path);
        return ours.isPresent()
                ? new Verdict.Apply(task, look, ours.get(), theirs, false)
                : new Verdict.Remove(task, look, theirs.orElseThrow());
    }

    Entry ofSource(String path) throws IOException {
        return trees.source(new RelativePath(path)).orElseThrow();
    }

    Entry ofTarget(String path) throws IOException {
        return trees.target(new RelativePath(path)).orElseThrow();
    }
}
