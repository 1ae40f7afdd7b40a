package dev.caravan.checkpoint;

import dev.caravan.change.Batch;
import dev.caravan.change.Custody;
import dev.caravan.change.Durability;
import dev.caravan.change.LostTasks;
import dev.caravan.change.Task;
import dev.caravan.change.TaskBearer;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.control.LastingFault;
import dev.caravan.entry.Escape;
import dev.caravan.entry.RelativePath;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Body;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The paths that could not be made equal, and when to retry them: {@code failures.jsonl} in
 * the state folder. Thread-safe.
 *
 * <p>All of them are in memory, with about 500 bytes each: a million failures means that the target is broken.
 */
public final class FailureJournal implements LostTasks, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(FailureJournal.class);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int MAX_ERROR_LENGTH = 500;
    private static final int MAX_DUE = 1000;
    private static final String NOT_CARRIED_OUT = "was not carried out: is a step missing in an edited route?";
    private static final String REMEDY =
            "mend or delete that line, or restore the file from a copy: a walk finds again what was on the line";

    private final Duration retry;
    private final Clock clock;
    private final Durability durability;
    private final Journal<RelativePath, FailedPath> journal;
    private final Queue<Unwritten> unwritten = new ConcurrentLinkedQueue<>();
    private final LastingFault unwritable = new LastingFault();

    private record Unwritten(Task task, Throwable cause) {}

    /**
     * Reads the failures of earlier runs.
     *
     * @param state the state folder; made where there is none
     * @param retry the wait before the first retry, more than 0; doubled after each failure, up to an hour
     * @param durability tells whether completed work is on the target's disk
     * @throws IOException if the file cannot be read, parsed or written; the start must stop
     */
    public FailureJournal(Path state, Duration retry, Clock clock, MeterRegistry meters, Durability durability)
            throws IOException {
        this(state, retry, clock, meters, durability, Disk.REAL);
    }

    FailureJournal(Path state, Duration retry, Clock clock, MeterRegistry meters, Disk disk) throws IOException {
        this(state, retry, clock, meters, Durability.GIVEN, disk);
    }

    FailureJournal(Path state, Duration retry, Clock clock, MeterRegistry meters, Durability durability, Disk disk)
            throws IOException {
        if (retry.isZero() || retry.isNegative()) {
            throw new IllegalArgumentException("retry after " + retry + ": expected more than 0");
        }
        this.retry = retry;
        this.clock = clock;
        this.durability = durability;
        journal = new Journal<>(
                state.resolve("failures.jsonl"),
                FailedPath.class,
                REMEDY,
                disk,
                meters.counter("caravan.checkpoint.writes", "file", "failures"));
        Gauge.builder("caravan.checkpoint.failures", this, FailureJournal::size)
                .description("paths that could not be made equal")
                .register(meters);
    }

    /**
     * Does what {@link #failed} does for every task in the body of a route's exchange: a task, a task on hold, a
     * verdict, or lists of these. For another body, the exchange's custody ends the tasks when the exchange
     * completes. A failure that cannot be written now is kept in memory, with its ticket held, and written at the
     * next call of {@link #due}.
     *
     * @throws IllegalArgumentException if no task is known; the exchange fails, and its feed tries again
     */
    public void record(@Body Object body, @ExchangeException Exception cause, Exchange exchange) {
        List<Task> tasks = new ArrayList<>();
        addTasks(body, tasks);
        for (Task task : tasks) {
            lost(Custody.end(exchange, task) ? task : task.with(Ticket.NONE), cause);
        }
        // This is called also where tasks were recorded, since the exchange may be responsible for more.
        if (!Custody.failed(exchange, cause) && tasks.isEmpty()) {
            throw new IllegalArgumentException(
                    "failure of a " + (body == null ? "null" : body.getClass().getName())
                            + ": expected a task, what is on hold for it, or a verdict in the body, or a list of them",
                    cause);
        }
    }

    private static void addTasks(Object body, List<Task> tasks) {
        if (body instanceof Task task) {
            tasks.add(task);
        } else if (body instanceof TaskBearer bearer) {
            tasks.add(bearer.task());
        } else if (body instanceof Batch batch) {
            addTasks(batch.verdicts(), tasks);
        } else if (body instanceof Iterable<?> several) {
            several.forEach(each -> addTasks(each, tasks));
        }
    }

    @Override
    public void lost(Task task, Throwable cause) {
        if (!tryWrite(task, cause)) {
            unwritten.add(new Unwritten(task, cause));
        }
    }

    private boolean tryWrite(Task task, Throwable cause) {
        try {
            failed(task, cause);
            if (unwritable.ends()) {
                LOG.info("failures.jsonl: can be written again");
            }
            return true;
        } catch (IOException e) {
            if (unwritable.begins()) {
                LOG.error(
                        "failures.jsonl: cannot be written: {}; what fails is kept in memory, and the log is read again from"
                                + " there after a restart; free some space or mend the disk: it is tried again and again",
                        e.toString());
            }
            return false;
        }
    }

    private void writeKept() {
        for (Unwritten kept = unwritten.poll(); kept != null; kept = unwritten.poll()) {
            if (!tryWrite(kept.task(), kept.cause())) {
                unwritten.add(kept);
                return;
            }
        }
    }

    /**
     * Writes the task's path to disk, and then releases its ticket.
     *
     * @param cause the cause; null where it is unknown
     * @throws IOException if it cannot be written; the ticket stays held, so that the feed repeats the
     *     task after a restart
     */
    public void failed(Task task, Throwable cause) throws IOException {
        put(task.path(), cause);
        // Only now: from here on the mark may pass the task.
        task.ticket().release();
    }

    private synchronized void put(RelativePath path, Throwable cause) throws IOException {
        Instant now = clock.instant();
        FailedPath known = journal.get(path);
        int attempts = known == null ? 1 : known.attempts() + 1;
        Instant since = known == null ? now : known.since();
        Instant next = now.plus(delay(attempts));
        journal.put(new FailedPath(path, since, attempts, textOf(cause), next, null));
        if (known == null) {
            LOG.warn("{}: failed, is tried again at {}: {}", path, next, textOf(cause));
        } else {
            LOG.debug("{}: failed {} times, is tried again at {}: {}", path, attempts, next, textOf(cause));
        }
    }

    private Duration delay(int attempts) {
        Duration delay = retry;
        for (int i = 1; i < attempts && delay.compareTo(LONGEST) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return retry.compareTo(LONGEST) < 0 && delay.compareTo(LONGEST) > 0 ? LONGEST : delay;
    }

    private static String textOf(Throwable cause) {
        if (cause == null) {
            return "unknown";
        }
        String message = cause.getMessage();
        String text = Escape.latin1(cause.getClass().getName() + (message == null ? "" : ": " + message));
        return text.length() > MAX_ERROR_LENGTH ? text.substring(0, MAX_ERROR_LENGTH) : text;
    }

    /**
     * Removes a path that was made equal from the journal; nearly always it is not there, which costs one lookup. A
     * path of which the target refused something is added.
     */
    public void done(Verdict verdict) {
        if (verdict instanceof Verdict.Applied applied && applied.isRefused()) {
            refused(applied);
        } else if (verdict.kind() == Verdict.Kind.WALK_ASKED) {
            // The walk will make it equal, if possible; until then only this journal remembers it.
            putOff(verdict.task().path());
        } else if (verdict.kind() != Verdict.Kind.LOST && verdict.kind().ends()) {
            forget(verdict.task().path());
        }
    }

    /**
     * The stage that ends the task releases its ticket; so another hold on it is taken here until the path is on disk.
     */
    private void refused(Verdict.Applied applied) {
        applied.task().ticket().retain();
        lost(applied.task(), new IOException(applied.refusal()));
    }

    /** Removes the paths of a batch that were made equal, and adds those that failed. */
    public void end(Batch batch, Exchange exchange) {
        for (Verdict verdict : batch.verdicts()) {
            if (verdict instanceof Verdict.Failed failed) {
                record(failed, failed.cause(), exchange);
            } else if (verdict.kind() == Verdict.Kind.APPLY || verdict.kind() == Verdict.Kind.REMOVE) {
                record(verdict, new IllegalStateException(NOT_CARRIED_OUT), exchange);
            } else {
                done(verdict);
            }
        }
    }

    private void putOff(RelativePath path) {
        if (journal.get(path) == null) {
            return;
        }
        synchronized (this) {
            FailedPath known = journal.get(path);
            if (known != null) {
                int attempts = known.attempts() + 1;
                journal.keep(known.triedAgainAt(clock.instant().plus(delay(attempts)), attempts));
            }
        }
    }

    /**
     * Removes a path once the work on it is on the target's disk; if the path is retried before that,
     * the retry's result counts.
     */
    void forget(RelativePath path) {
        FailedPath known = journal.get(path);
        if (known != null) {
            CompletableFuture<Void> unused = durability.covered().thenRun(() -> forget(path, known));
        }
    }

    private void forget(RelativePath path, FailedPath known) {
        synchronized (this) {
            if (!known.equals(journal.get(path))) {
                return;
            }
            try {
                journal.put(known.doneAt(clock.instant()));
            } catch (IOException e) {
                LOG.warn(
                        "{}: is done; if it cannot be written until the stop it is tried once more after it: {}",
                        path,
                        e.getMessage());
            }
        }
    }

    /**
     * Returns the paths that are due, at most 1000. If they neither fail nor succeed, they are due again
     * after the same time.
     */
    public synchronized List<RelativePath> due() {
        writeKept();
        Instant now = clock.instant();
        List<RelativePath> due = new ArrayList<>();
        for (FailedPath failure : journal.live()) {
            if (due.size() < MAX_DUE && !failure.next().isAfter(now)) {
                due.add(failure.path());
                journal.keep(failure.triedAgainAt(now.plus(delay(failure.attempts()))));
            }
        }
        return due;
    }

    /** Makes every path due now. Returns how many there are. */
    public synchronized int retryNow() {
        Instant now = clock.instant();
        List<FailedPath> all = List.copyOf(journal.live());
        all.forEach(failure -> journal.keep(failure.triedAgainAt(now)));
        return all.size();
    }

    /** True for a path in the journal; also where it was made equal and that is not on the target's disk yet. */
    public boolean has(RelativePath path) {
        return journal.get(path) != null;
    }

    /** The number of paths in the journal. */
    public int size() {
        return journal.live().size();
    }

    @Override
    public synchronized void close() throws IOException {
        journal.close();
    }
}
