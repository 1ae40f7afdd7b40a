package dev.caravan.reconcile;

import dev.caravan.change.Batch;
import dev.caravan.change.Canaries;
import dev.caravan.change.ListedEntry;
import dev.caravan.change.Page;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Errno;
import dev.caravan.posix.NativePosix;
import dev.caravan.posix.Posix;
import dev.caravan.posix.Refusing;
import dev.caravan.testing.CountedTicket;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.HardLinks;
import dev.caravan.trees.Roots;
import dev.caravan.trees.Trees;
import dev.caravan.trees.TreesFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A reconciler of two trees, on a clock that stands still, and what it tells of. */
abstract class ReconcilerFixture {
    @TempDir
    Path folder;

    /** A day later, when everything that a test made is quiet. */
    final SettableClock clock = new SettableClock(Instant.now().plus(Duration.ofDays(1)));

    final DefaultCamelContext context = new DefaultCamelContext();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<RelativePath> looks = new ArrayList<>();
    final List<RelativePath> moved = new ArrayList<>();
    final List<RelativePath> subdirectories = new ArrayList<>();
    final CountedTicket ticket = new CountedTicket(1);
    int unequal;
    boolean stand;
    Path source;
    Path target;
    Reconciler reconciler;

    @BeforeEach
    void makeTrees() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = Files.createDirectory(folder.resolve("target"));
        Files.createFile(source.resolve("always"));
        reconciler = reconciler(new NativePosix());
    }

    Reconciler reconciler(Posix posix) throws IOException {
        return reconciler(TreesFixture.trees(Roots.open(source, target), posix, new HardLinks()));
    }

    Reconciler reconciler(Trees trees) {
        return new Reconciler(
                trees,
                Exclusions.of("aladata"),
                new RemovalPolicy(false, 10),
                new Freeze(Duration.ofMinutes(2)),
                Duration.ofMinutes(15),
                (path, look) -> looks.add(path),
                moved::add,
                Optional.of(new Canaries()),
                gap -> {},
                clock,
                meters);
    }

    static Posix failing(String name, Errno errno) {
        return Refusing.around(
                new NativePosix(),
                (call, entry, arguments) -> call.equals("look") && entry.equals(name) ? errno : null);
    }

    Verdict look(String path) throws IOException {
        return look(task(path));
    }

    Verdict look(String path, long directoryInode) throws IOException {
        return look(task(path, directoryInode));
    }

    Verdict look(Task task) throws IOException {
        Exchange exchange = exchange();
        try {
            return reconciler.look(task, exchange);
        } finally {
            complete(exchange);
        }
    }

    Task task(String path) {
        return new Task(new RelativePath(path), Ticket.NONE, clock.instant(), Origin.HINT, 0);
    }

    Task task(String path, long directoryInode) {
        return task(path).at(new RelativePath(path), directoryInode);
    }

    List<Verdict> page(String directory, Origin origin, String... entries) {
        return batches(directory, origin, entries).stream()
                .flatMap(batch -> batch.verdicts().stream())
                .toList();
    }

    List<Batch> batches(String directory, Origin origin, String... entries) {
        List<ListedEntry> listed = Arrays.stream(entries)
                .map(RelativePath::new)
                .map(ListedEntry::unknown)
                .toList();
        return reconciler.page(new Page(new RelativePath(directory), listed, origin, ticket, finds()), exchange());
    }

    Page.Listener finds() {
        return new Page.Listener() {
            @Override
            public void directory(RelativePath path, Page.Copy copy) {
                subdirectories.add(path);
            }

            @Override
            public void unequal() {
                unequal++;
            }

            @Override
            public void directoriesStand() {
                stand = true;
            }
        };
    }

    Exchange exchange() {
        return new DefaultExchange(context);
    }

    /** As a route does it when the exchange has come to its end. */
    static void complete(Exchange exchange) {
        List<Synchronization> completions = exchange.getExchangeExtension().handoverCompletions();
        if (completions == null) {
            return;
        }
        completions.forEach(completion -> {
            if (exchange.getException() == null) {
                completion.onComplete(exchange);
            } else {
                completion.onFailure(exchange);
            }
        });
    }
}
