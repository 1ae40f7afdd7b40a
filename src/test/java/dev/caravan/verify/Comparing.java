package dev.caravan.verify;

import dev.caravan.change.ListedEntry;
import dev.caravan.change.Look;
import dev.caravan.change.Page;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.Roots;
import dev.caravan.trees.Trees;
import dev.caravan.trees.TreesFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A verifier and a walk for it, one page after the other on one thread. */
public final class Comparing {
    static final Duration QUIET = Duration.ofMinutes(2);

    static final int MOST_REMOVALS = 3;

    final Verifier verifier;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<Task> tasks = new ArrayList<>();
    private final Path source;
    private final Path target;

    /** Of two trees, at this time. */
    public Comparing(Path source, Path target, Clock clock) throws IOException {
        this(source, target, clock, Look.Listener.NONE);
    }

    Comparing(Path source, Path target, Clock clock, Look.Listener listener) throws IOException {
        this.source = source;
        this.target = target;
        Trees trees = TreesFixture.trees(Roots.view(source, target, List.of()));
        verifier = new Verifier(trees, Exclusions.of("aladata"), QUIET, 2, MOST_REMOVALS, listener, clock, meters);
    }

    /** Walks both trees and ends the pass. */
    public Verification verify(VerifyOptions options) throws IOException, InterruptedException {
        verifier.begin(options);
        walk();
        return verifier.end(true);
    }

    void walk() throws IOException, InterruptedException {
        page(Origin.WALK, RelativePath.ROOT, List.of(ListedEntry.unknown(RelativePath.ROOT)));
    }

    private void page(Origin origin, RelativePath directory, List<ListedEntry> entries)
            throws IOException, InterruptedException {
        List<RelativePath> directories = new ArrayList<>();
        List<RelativePath> otherTimes = new ArrayList<>();
        Page.Listener finds = new Page.Listener() {
            @Override
            public void directory(RelativePath path, Page.Copy copy) {
                directories.add(path);
                if (copy == Page.Copy.OF_OTHER_TIMES) {
                    otherTimes.add(path);
                }
            }

            @Override
            public void unequal() {}

            @Override
            public void directoriesStand() {}
        };
        tasks.addAll(verifier.page(new Page(directory, entries, origin, Ticket.NONE, finds)));
        for (RelativePath each : directories) {
            List<ListedEntry> listed = list(each);
            if (!listed.isEmpty()) {
                page(Origin.WALK, each, listed);
            }
            if (otherTimes.contains(each)) {
                page(Origin.WALKED, each.parent(), List.of(ListedEntry.unknown(each)));
            }
        }
    }

    private List<ListedEntry> list(RelativePath directory) throws IOException {
        TreeSet<RelativePath> all = new TreeSet<>();
        for (Path root : List.of(source, target)) {
            Path folder = directory.under(root);
            if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                try (Stream<Path> entries = Files.list(folder)) {
                    entries.map(directory::child)
                            .filter(path -> !path.startsWith(Exclusions.OWN))
                            .forEach(all::add);
                }
            }
        }
        return all.stream().map(ListedEntry::unknown).toList();
    }
}
