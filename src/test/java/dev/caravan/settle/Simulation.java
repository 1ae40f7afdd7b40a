package dev.caravan.settle;

import dev.caravan.change.Canaries;
import dev.caravan.change.Gap;
import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.control.Freeze;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.SettableClock;
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
 * A source whose client logs a lookup of every component of every path that anybody opens, cut to whole seconds, and up to two
 * seconds late, but in the order of what happened; a reconciler that looks at it; and between the two the stage under test.
 *
 * <p>Time goes in steps of a second; within one, looks and writes have their milliseconds.
 */
final class Simulation {
    static final Instant START = Instant.parse("2026-03-26T11:45:56Z");
    static final Duration QUIET = Duration.ofMinutes(2);
    static final Duration ECHO = Duration.ofSeconds(10);
    private static final String FEED = "client-log";

    private final SettableClock clock = new SettableClock(START);
    private final Hold hold = new Hold(clock, 100_000);
    private final Canaries canaries = new Canaries();
    private final Freeze freeze = new Freeze(QUIET);
    private final Settle settle;
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final Random random;
    private final Client client;
    private final PriorityQueue<Line> log =
            new PriorityQueue<>(Comparator.comparing(Line::at).thenComparing(Line::number));
    private int lines;
    private int seconds;
    private boolean isLogging = true;
    private final List<Task> waiting = new ArrayList<>();
    private final Map<RelativePath, Instant> written = new HashMap<>();
    private final Map<RelativePath, Instant> copied = new HashMap<>();

    /** Every look, in order. */
    final List<Looked> looks = new ArrayList<>();

    /** What was said to be missing. */
    final List<Gap> gaps = new ArrayList<>();

    private record Line(RelativePath path, Instant at, int number) {}

    /** A look. */
    record Looked(RelativePath path, Instant begin, Instant end, Origin origin) {}

    /**
     * What the client's log is like.
     *
     * @param looksPerSecond as many looks fit in a second
     * @param logsMissingNames false where it has no line for names that do not exist
     * @param lostCanaries of a hundred
     * @param isEven false where a lookup is logged twice now and then
     */
    record Client(int looksPerSecond, boolean logsMissingNames, int lostCanaries, boolean isEven) {
        static final Client GOOD = new Client(2000, true, 0, true);
    }

    Simulation(long seed, Client client) {
        this(seed, client, 100_000);
    }

    Simulation(long seed, Client client, int mostAgain) {
        random = new Random(seed);
        this.client = client;
        settle = new Settle(
                hold,
                Exclusions.of(""),
                freeze,
                new Settle.Options(ECHO, Duration.ofHours(24), mostAgain, Duration.ofMinutes(1)),
                FEED,
                Optional.of(canaries),
                Optional.of(new Mount()),
                OtherHosts.NONE,
                new ChangedPaths(clock),
                gaps::add,
                clock,
                new SimpleMeterRegistry());
    }

    private final class Mount implements LoggedMount {
        @Override
        public void lookUp(RelativePath name) {
            logLookups(name, now());
        }

        @Override
        public Optional<RelativePath> nextName() {
            return Optional.of(new RelativePath("a"));
        }

        @Override
        public boolean isReadToTheEnd() {
            return true;
        }

        @Override
        public boolean areReadsElsewhere() {
            return false;
        }

        @Override
        public boolean tellsChanges() {
            return false;
        }
    }

    Instant now() {
        return clock.instant();
    }

    /** Why the log is not trusted. */
    Optional<String> distrust() {
        return settle.distrust();
    }

    /** Somebody opens the file and writes it, {@code millis} after the beginning of this second. */
    void write(RelativePath path, int millis) {
        Instant at = now().plusMillis(millis);
        written.put(path, at);
        logLookups(path, at);
    }

    /** Somebody who has opened the file before writes it. */
    void writeOpen(RelativePath path, int millis) {
        written.put(path, now().plusMillis(millis));
    }

    /** Somebody opens the file, or reads it. */
    void open(RelativePath path) {
        logLookups(path, now());
    }

    /** The client is mounted anew, with its debug log or without. */
    void setLogging(boolean on) {
        isLogging = on;
    }

    /** The walk comes by: what is equal leaves nothing but the memory of the look. */
    void walk(List<RelativePath> paths) {
        for (RelativePath path : paths) {
            waiting.add(new Task(path, Ticket.NONE, now(), Origin.WALK, 0));
        }
    }

    /** One second: what is due is looked at, what was logged comes in. */
    void step() throws InterruptedException {
        if (seconds++ % 60 == 0) {
            settle.heartbeat().forEach(this::hold);
        }
        waiting.addAll(settle.lookAgain());
        takeWhatIsDue();
        for (int i = 0; i < client.looksPerSecond() && !waiting.isEmpty(); i++) {
            reconcile(waiting.remove(0), i * 1000 / client.looksPerSecond());
        }
        clock.set(START.plusSeconds(Duration.between(START, now()).toSeconds() + 1));
        readLog(now().minusMillis(random.nextInt(2000)));
    }

    private void takeWhatIsDue() {
        for (String key : hold.getKeys()) {
            Held held = hold.get(context, key).getMessage().getBody(Held.class);
            // A freeze releases what is held.
            if (freeze.isOn() || !held.due().isAfter(now())) {
                hold.remove(context, key, new DefaultExchange(context));
                waiting.add(settle.due(held));
            }
        }
    }

    private void readLog(Instant until) throws InterruptedException {
        while (!log.isEmpty() && !log.peek().at().isAfter(until)) {
            Line line = log.poll();
            Hint hint = new Hint.Named(line.path(), line.at().truncatedTo(ChronoUnit.SECONDS));
            settle.admit(new HintBatch(List.of(hint), Ticket.NONE)).forEach(this::hold);
        }
    }

    /**
     * Nobody writes any more: the log is read to its end, and everything that is held or put off is looked at, what leaves lines in
     * the log again.
     *
     * @return false where that finds no end
     */
    boolean freeze() throws InterruptedException {
        freeze.begin(now());
        clock.advance(Duration.ofSeconds(3));
        readLog(now());
        settle.putOff().forEach(this::hold);
        int idle = 0;
        for (int second = 0; second < 60 && idle < 5; second++) {
            takeWhatIsDue();
            List<Task> all = List.copyOf(waiting);
            waiting.clear();
            idle = all.isEmpty() && hold.size() == 0 ? idle + 1 : 0;
            all.forEach(task -> reconcile(task, 0));
            clock.set(now().plusSeconds(1));
            readLog(now());
        }
        return idle == 5;
    }

    /** Those whose last content is not on the target. */
    List<RelativePath> stale() {
        return written.keySet().stream()
                .filter(path -> !written.get(path).equals(copied.get(path)))
                .sorted()
                .toList();
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
        boolean isOfWalk = task.origin() == Origin.WALK;
        Look look = new Look(begin, begin.plusMillis(1), !isOfWalk);
        settle.looked(path, look);
        if (isOfWalk) {
            logLookups(path, begin);
        } else {
            Canaries.Bracket bracket = canaries.bracket(path);
            logLookups(bracket.opening(), begin);
            logLookups(path, begin);
            logLookups(bracket.closing(), begin);
        }
        boolean changed = modified.isAfter(copied.getOrDefault(path, Instant.EPOCH));
        looks.add(new Looked(path, begin, look.end(), task.origin()));
        if (changed && !freeze.isOn() && modified.plus(QUIET).isAfter(begin)) {
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
        boolean isCanary = Canaries.is(path);
        if (!isLogging || (isCanary && (!client.logsMissingNames() || random.nextInt(100) < client.lostCanaries()))) {
            return;
        }
        for (RelativePath each = path; !each.isRoot(); each = each.parent()) {
            int times = client.isEven() ? 1 : 1 + random.nextInt(2);
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
