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
 * The low-water mark of one feed in a small file of its own, {@code FEED.json} in the folder of the state, written whole at most
 * once a second and when closed: first the mark is taken, then what is done before it has to be on the target's disk, then that very
 * mark is written. Any thread, except that positions are issued by the feed's one thread.
 *
 * @param <P> a record that Jackson can write and read: numbers, strings, {@code Instant}, {@code RelativePath}, other records
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

    // Guarded by this, which is never held while a ticket is issued or released: a slow disk must not stop the work.
    private P written;
    /** To be written once {@link #covered} is done; null where nothing is. */
    private P next;

    private CompletableFuture<Void> covered;
    private Instant writtenAt = Instant.MIN;
    private final LastingFault unwritable = new LastingFault();
    private boolean closed;

    /**
     * Reads the checkpoint.
     *
     * @param state the folder; made where there is none
     * @param feed lower-case letters, digits and hyphens; names the file
     * @param durability whether what is done is on the target's disk
     * @param scheduler asks once a second whether there is something to write; not shut down here
     * @throws IOException if a checkpoint is there and cannot be read or understood: the start must stop
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

    /** What is on disk: a header, and the position. */
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
        // What an older version did not write yet is null, which a record refuses that needs it.
        P position = Json.MAPPER.readerFor(type).readValue(json.path("position"));
        if (position == null) {
            throw new IOException("holds no position");
        }
        return position;
    }

    /** The mark as it is now, which is what was read at the start as long as nothing was done since; never fails. */
    @Override
    public Optional<P> read() {
        return mark();
    }

    @Override
    public Ticket issue(P end) {
        return mark.issue(Objects.requireNonNull(end, "end"));
    }

    /**
     * Where tickets are still out, the feed begins here once they are done. Where it is the first, before which nothing is done, tries
     * to be on disk when it returns.
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

    /** The mark as it is now, for a person; empty where the feed was never followed. */
    public Optional<P> mark() {
        return mark.get();
    }

    /** Writes if the mark moved and the last write is a second old. A failure is logged, once, and tried again. */
    synchronized void flushIfDue() {
        if (closed || !isDue()) {
            return;
        }
        try {
            flush();
        } catch (IOException | RuntimeException e) {
            // Whatever it is: the scheduler would never call again after an exception.
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
        // Negative where somebody set the clock back.
        return since.isNegative() || since.compareTo(INTERVAL) >= 0;
    }

    /** Writes the mark for which it was asked before, and asks for the one as it is now. */
    private void flush() throws IOException {
        if (next == null) {
            ask();
        }
        if (next != null && covered.isDone()) {
            P position = next;
            next = null;
            // Else nobody knows what is on the disk, and who asked it says so: the next mark is asked for.
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
     * Writes the mark, as far as what is done is on the target's disk. Tickets that are released later count no more, so that their
     * work is repeated.
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
            // What was asked for, and all that is done by now, where that is on the disk already.
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
