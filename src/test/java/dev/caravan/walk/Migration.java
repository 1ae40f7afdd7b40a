package dev.caravan.walk;

import dev.caravan.change.Batch;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.control.Freeze;
import dev.caravan.copy.PlainCopier;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.reconcile.Reconciler;
import dev.caravan.reconcile.RemovalPolicy;
import dev.caravan.trees.Roots;
import dev.caravan.trees.Trees;
import dev.caravan.trees.TreesFixture;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/** What the routes do from a look on, one thing after the other on one thread, and without waiting for anything. */
final class Migration {
    private static final int MANY_LOOKS = 100_000;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Deque<Task> held = new ArrayDeque<>();
    private final Clock clock;
    private final Listing listing;
    private final Reconciler reconciler;
    private final PlainCopier copier;

    Migration(Roots roots, Clock clock) {
        this.clock = clock;
        Exclusions exclusions = Exclusions.of("");
        Trees trees = TreesFixture.trees(roots);
        listing = new Listing(roots, trees.posix(), exclusions);
        copier = new PlainCopier(trees, clock);
        reconciler = new Reconciler(
                trees,
                exclusions,
                new RemovalPolicy(false, Integer.MAX_VALUE),
                new Freeze(Duration.ofMinutes(2)),
                Duration.ofMinutes(15),
                Look.Listener.NONE,
                moved -> {},
                Optional.empty(),
                gap -> {
                    throw new AssertionError(gap);
                },
                clock,
                new SimpleMeterRegistry());
    }

    void hints(List<RelativePath> paths) throws IOException, InterruptedException {
        for (RelativePath path : paths) {
            hold(path);
        }
        lookAtWhatIsHeld();
    }

    void walk(RelativePath directory) throws IOException, InterruptedException {
        walkOnly(directory);
        lookAtWhatIsHeld();
    }

    private void walkOnly(RelativePath directory) throws InterruptedException {
        new TreeWalk(
                        Optional.of(directory),
                        new Frontier(Optional.empty(), 8),
                        new PartTickets(Ticket.NONE, () -> {}),
                        (listed, onTarget) -> {
                            try {
                                return listing.of(listed, onTarget).orElse(SortedNames.none(listed));
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        },
                        (page, done) -> {
                            for (Batch batch : reconciler.page(page, new DefaultExchange(context))) {
                                batch.verdicts().forEach(this::finish);
                                batch.ended().run();
                            }
                            done.done(true);
                        },
                        Runnable::run)
                .run();
    }

    private void lookAtWhatIsHeld() throws IOException, InterruptedException {
        for (int looks = 0; !held.isEmpty(); looks++) {
            if (looks > MANY_LOOKS) {
                throw new AssertionError("it never ends; held: " + held);
            }
            Exchange exchange = new DefaultExchange(context);
            Verdict verdict = reconciler.look(held.poll(), exchange);
            exchange.getExchangeExtension().handoverCompletions().forEach(end -> end.onComplete(exchange));
            if (verdict instanceof Verdict.Walk walk) {
                walkOnly(walk.directory());
            } else {
                finish(verdict);
            }
        }
    }

    private void finish(Verdict looked) {
        Verdict verdict = looked;
        if (verdict instanceof Verdict.Apply || verdict instanceof Verdict.Remove) {
            try {
                verdict = copier.carryOut(verdict);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Task task = verdict.task();
        if (verdict instanceof Verdict.Applied applied) {
            applied.twins().forEach(this::hold);
        }
        if (verdict instanceof Verdict.Wait || verdict instanceof Verdict.Walk) {
            hold(task.path());
        } else if (verdict instanceof Verdict.Applied applied
                && applied.renamed()
                && task.origin() != Origin.WALK
                && !task.path().isRoot()) {
            hold(task.path().parent());
        }
    }

    private void hold(RelativePath path) {
        held.add(new Task(path, Ticket.NONE, clock.instant(), Origin.HINT, 0));
    }
}
