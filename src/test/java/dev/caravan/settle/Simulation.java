package dev.caravan.settle;

import dev.caravan.change.Canaries;
import dev.caravan.change.Exclusions;
import dev.caravan.change.Freeze;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Look;
import dev.caravan.change.RelativePath;
import dev.caravan.change.SettableClock;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;

/**
 * A source whose client logs a look-up of every component of every path that anybody reads or writes, cut to whole seconds, once
 * or twice, and up to two seconds late, but in the order of what happened; a reconciler that looks at it; and between the two the stage under test.
 *
 * <p>Time goes in steps of a second; within one, looks and writes have their milliseconds.
 */
final class Simulation {
    static final Instant START = Instant.parse("2026-03-26T11:45:56Z");
    static final Duration QUIET = Duration.ofMinutes(2);
    static final Duration ECHO = Duration.ofSeconds(10);

    private final SettableClock clock = new SettableClock(START);
    private final Hold hold = new Hold(clock, 100_000);
    private final Canaries canaries = new Canaries();
    private final Settle settle = new Settle(
            hold,
            Exclusions.of(""),
            new Freeze(QUIET),
            ECHO,
            Optional.of(canaries),
            new ChangedPaths(clock),
            clock,
            new SimpleMeterRegistry());
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Random random;
    private final int looksPerSecond;
    private final boolean logsMissingNames;
    private final PriorityQueue<Line> log =
            new PriorityQueue<>(Comparator.comparing(Line::at).thenComparing(Line::number));
    private int lines;
    private final List<Task> waiting = new ArrayList<>();
    private final Map<RelativePath, Instant> written = new HashMap<>();
    private final Map<RelativePath, Instant> copied = new HashMap<>();

    /** Every look, in order. */
    final List<Looked> looks = new ArrayList<>();

    private record Line(RelativePath path, Instant at, int number) {}

    /** A look, and whether it was a re-check that found nothing. */
    record Looked(RelativePath path, Instant begin, Instant end, boolean fruitlessRecheck, Origin origin) {}

    /**
     * A source; at most so many looks fit in a second.
     *
     * @param logsMissingNames false for a client that does not log look-ups of names that do not exist
     */
    Simulation(long seed, int looksPerSecond, boolean logsMissingNames) {
        random = new Random(seed);
        this.looksPerSecond = looksPerSecond;
        this.logsMissingNames = logsMissingNames;
    }

    Instant now() {
        return clock.instant();
    }

    /** Somebody writes the file, {@code millis} after the beginning of this second. */
    void write(RelativePath path, int millis) {
        Instant at = now().plusMillis(millis);
        written.put(path, at);
        logLookups(path, at);
    }

    /** Somebody reads the file. */
    void read(RelativePath path) {
        logLookups(path, now());
    }

    /** The walk comes by: what is equal leaves nothing but the memory of the look. */
    void walk(List<RelativePath> paths) {
        for (RelativePath path : paths) {
            waiting.add(new Task(path, Ticket.NONE, now(), Origin.WALK, 0));
        }
    }

    /** One second: what is due is looked at, what was logged comes in. */
    void step() throws InterruptedException {
        for (String key : hold.getKeys()) {
            Held held = hold.get(context, key).getMessage().getBody(Held.class);
            if (!held.due().isAfter(now())) {
                hold.remove(context, key, new DefaultExchange(context));
                waiting.add(settle.due(held));
            }
        }
        for (int i = 0; i < looksPerSecond && !waiting.isEmpty(); i++) {
            reconcile(waiting.remove(0), i * 1000 / looksPerSecond);
        }
        clock.set(START.plusSeconds(Duration.between(START, now()).toSeconds() + 1));
        Instant written = now().minusMillis(random.nextInt(2000));
        while (!log.isEmpty() && !log.peek().at().isAfter(written)) {
            Line line = log.poll();
            Hint hint = new Hint.Named(line.path(), line.at().truncatedTo(ChronoUnit.SECONDS));
            settle.admit(new HintBatch(List.of(hint), Ticket.NONE)).forEach(this::hold);
        }
    }

    private void reconcile(Task task, int millis) {
        Instant second = now();
        Instant begin =
                START.plusSeconds(Duration.between(START, second).toSeconds()).plusMillis(millis);
        clock.set(begin);
        RelativePath path = task.path();
        Instant at = written.getOrDefault(path, Instant.EPOCH);
        // A write later in this second has not happened yet.
        Instant modified = at.isAfter(begin) ? Instant.EPOCH : at;
        Look look = new Look(begin, begin.plusMillis(1));
        settle.looked(path, look);
        if (task.origin() == Origin.RECHECK && logsMissingNames) {
            Canaries.Bracket bracket = canaries.bracket(path);
            logLookups(bracket.opening(), begin);
            logLookups(path, begin);
            logLookups(bracket.closing(), begin);
        } else {
            logLookups(path, begin);
        }
        boolean changed = modified.isAfter(copied.getOrDefault(path, Instant.EPOCH));
        looks.add(new Looked(path, begin, look.end(), !changed && task.origin() == Origin.RECHECK, task.origin()));
        if (changed && modified.plus(QUIET).isAfter(begin)) {
            hold(settle.again(new Verdict.Wait(task, look, modified.plus(QUIET), false, "young")));
        } else if (changed) {
            copied.put(path, modified);
            logLookups(path, begin);
            settle.done(new Verdict.Applied(task, look, true)).forEach(this::hold);
        } else {
            settle.done(new Verdict.InSync(task, look)).forEach(this::hold);
        }
    }

    /** What the client logs when anybody goes to this path. */
    private void logLookups(RelativePath path, Instant at) {
        for (RelativePath each = path; !each.isRoot(); each = each.parent()) {
            int times = 1 + random.nextInt(2);
            for (int i = 0; i < times; i++) {
                log.add(new Line(each, at, lines++));
            }
        }
    }

    private void hold(Held held) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(held);
        hold.add(context, held.key(), hold.aggregate(hold.get(context, held.key()), exchange));
    }
}
