package dev.caravan.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.change.Durability;
import dev.caravan.change.OffsetStore;
import dev.caravan.change.Ticket;
import dev.caravan.control.LastingFault;
import dev.caravan.entry.Escape;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The low-water mark of one feed in a file of its own, {@code FEED.json} in the state folder, written at most once a
 * second and when closed. A write has three steps: the mark is read, all work before it is forced to the target's disk,
 * and that same mark is written. Thread-safe, but positions are issued by the feed's one thread.
 *
 * @param <P> a record that Jackson can write and read: numbers, strings, {@code Instant},
 *     {@code RelativePath}, other records
 */
public final class FileOffsetStore<P> implements OffsetStore<P>, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(FileOffsetStore.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int FORMAT = 1;
    private static final String REMEDY =
            "restore the file from a copy, or delete it: then the feed starts as configured and a walk heals the rest";

    private final String feed;
    private final AtomicFile file;
    private final Clock clock;
    private final Counter writes;
    private final LowWaterMark<P> mark;
    private final Durability durability;
    private Future<?> schedule;

    // Guarded by this. The lock is never held while a ticket is issued or released: a slow disk must not stop the work.
    private P written;
    /** The mark to write once {@link #covered} is done; null where there is none. */
    private P next;

    private CompletableFuture<Void> covered;
    private Instant writtenAt = Instant.MIN;
    private final LastingFault unwritable = new LastingFault();
    private boolean closed;

    /**
     * Reads the checkpoint.
     *
     * @param state the state folder; made where there is none
     * @param feed lower-case letters, digits and hyphens; names the file
     * @param durability tells whether completed work is on the target's disk
     * @param scheduler calls once a second to write; not shut down here
     * @throws IOException if there is a checkpoint that cannot be read or parsed; the start must stop
     */
    public FileOffsetStore(
            Path state,
            String feed,
            Class<P> type,
            Clock clock,
            MeterRegistry meters,
            Durability durability,
            ScheduledExecutorService scheduler)
            throws IOException {
        this(state, feed, type, clock, meters, durability, Disk.REAL);
        schedule = scheduler.scheduleWithFixedDelay(
                this::flushIfDue, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    FileOffsetStore(Path state, String feed, Class<P> type, Clock clock, MeterRegistry meters, Disk disk)
            throws IOException {
        this(state, feed, type, clock, meters, Durability.GIVEN, disk);
    }

    FileOffsetStore(
            Path state, String feed, Class<P> type, Clock clock, MeterRegistry meters, Durability durability, Disk disk)
            throws IOException {
        if (!feed.matches("[a-z0-9-]+")) {
            throw new IllegalArgumentException("feed " + Escape.latin1(feed) + ": a name is a-z, 0-9 and hyphens");
        }
        this.feed = feed;
        this.clock = clock;
        this.durability = durability;
        file = new AtomicFile(state.resolve(feed + ".json"), disk);
        Optional<P> found = load(type);
        written = found.orElse(null);
        mark = new LowWaterMark<>(found);
        writes = meters.counter("caravan.checkpoint.writes", "file", feed);
        Gauge.builder("caravan.checkpoint.tickets", mark, LowWaterMark::outstanding)
                .tag("feed", feed)
                .description("pieces of the feed that somebody still works on")
                .register(meters);
    }

    /** The file's content: a header, and the position. */
    private record Checkpoint<P>(int format, String feed, Instant written, P position) {}

    private Optional<P> load(Class<P> type) throws IOException {
        try {
            Optional<byte[]> content = file.open();
            return content.isEmpty() ? Optional.empty() : Optional.of(parse(content.get(), type));
        } catch (JsonProcessingException e) {
            throw new IOException(this + ": is damaged: " + Escape.latin1(e.getOriginalMessage()) + ": " + REMEDY, e);
        } catch (IOException e) {
            throw new IOException(this + ": cannot be used: " + Disk.reason(e) + ": " + REMEDY, e);
        }
    }

    private P parse(byte[] content, Class<P> type) throws IOException {
        JsonNode json = Json.MAPPER.readTree(content);
        int format = json.path("format").asInt();
        if (format > FORMAT) {
            throw new IOException(
                    "format " + format + " is newer than " + FORMAT + ", the newest that this version knows");
        }
        if (format != FORMAT) {
            throw new IOException("holds no checkpoint: no \"format\": " + FORMAT);
        }
        if (!json.path("feed").asText().equals(feed)) {
            throw new IOException("belongs to feed " + json.path("feed") + ", expected \"" + feed + "\"");
        }
        // A field that an older version did not write is null, and a record that needs it refuses that.
        P position = Json.MAPPER.readerFor(type).readValue(json.path("position"));
        if (position == null) {
            throw new IOException("holds no position");
        }
        return position;
    }

    /** The present mark; it is the one that was read at the start until work is done. Never fails. */
    @Override
    public Optional<P> read() {
        return mark();
    }

    @Override
    public Ticket issue(P end) {
        return mark.issue(Objects.requireNonNull(end, "end"));
    }

    /**
     * Where tickets are still held, the mark reaches this position once they are released. The first position of a new
     * feed is written at once, if possible.
     */
    @Override
    public void begin(P start) {
        mark.begin(Objects.requireNonNull(start, "start"));
        synchronized (this) {
            writtenAt = Instant.MIN;
            if (written == null && next == null) {
                next = mark.get().orElse(null);
                covered = CompletableFuture.completedFuture(null);
            }
        }
        flushIfDue();
    }

    /** The present mark, for a person; empty where the feed was never followed. */
    public Optional<P> mark() {
        return mark.get();
    }

    /**
     * Writes if the mark has moved and the last write is at least a second old. A lasting failure is logged once; the
     * write is tried again.
     */
    synchronized void flushIfDue() {
        if (closed || !isDue()) {
            return;
        }
        try {
            flush();
        } catch (IOException | RuntimeException e) {
            // Every exception is caught: the scheduler would never call again.
            if (unwritable.begins()) {
                LOG.error(
                        "{}: cannot be written: {}; after a crash more work is repeated, and nothing is lost;"
                                + " free some space or mend the disk: it is tried every second",
                        this,
                        Disk.reason(e));
            }
        }
    }

    private boolean isDue() {
        if (writtenAt.equals(Instant.MIN)) {
            return true;
        }
        Duration since = Duration.between(writtenAt, clock.instant());
        // The difference is negative where the clock was set back.
        return since.isNegative() || since.compareTo(INTERVAL) >= 0;
    }

    /** Writes the mark whose work is on disk by now, and requests that for the present mark. */
    private void flush() throws IOException {
        if (next == null) {
            ask();
        }
        if (next != null && covered.isDone()) {
            P position = next;
            next = null;
            // Otherwise it is unknown what is on disk, which the sync has logged: the next mark is requested.
            if (!covered.isCompletedExceptionally()) {
                write(position);
            }
        }
        if (next == null) {
            ask();
        }
    }

    private void ask() {
        P now = mark.get().orElse(null);
        if (now != null && !now.equals(written)) {
            next = now;
            covered = durability.covered();
        }
    }

    private void write(P position) throws IOException {
        Instant begun = clock.instant();
        writtenAt = begun;
        file.write(Json.MAPPER.writeValueAsBytes(new Checkpoint<>(FORMAT, feed, begun, position)));
        written = position;
        writes.increment();
        if (unwritable.ends()) {
            LOG.info("{}: can be written again", this);
        }
    }

    /**
     * Writes the mark, if the work before it is on the target's disk. Tickets that are released later do not count:
     * their work is repeated.
     *
     * @throws IOException if it cannot be written; the old mark stays, and more work is repeated
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        if (schedule != null) {
            schedule.cancel(false);
        }
        try {
            // The first call writes the mark that was requested; the second the present one, if its work
            // is on disk already.
            flush();
            flush();
        } catch (IOException e) {
            throw new IOException(
                    this + ": cannot be written: " + Disk.reason(e) + ": the next start repeats more work", e);
        }
    }

    @Override
    public String toString() {
        return "checkpoint " + Escape.path(file.path());
    }
}
