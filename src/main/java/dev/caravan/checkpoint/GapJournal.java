package dev.caravan.checkpoint;

import dev.caravan.change.Durability;
import dev.caravan.change.Gap;
import dev.caravan.change.RelativePath;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gaps that no walk has healed yet, in {@code gaps.jsonl} in the folder of the state. Any thread.
 *
 * <p>Gaps of the same feed and reason are one gap, which is widened. A gap that is recorded again and again costs at most one write
 * a second: the line of a widened gap ends a second in the future, and is on disk already when the next widening falls within that
 * second. So nothing is ever missing on disk; after a crash a gap may end up to a second too late.
 */
public final class GapJournal implements Gap.Recorder, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(GapJournal.class);
    private static final Duration AHEAD = Duration.ofSeconds(1);

    /** Reasons that hold a number or a name must not fill the memory: beyond this many gaps the rest of a feed is one. */
    private static final int MAX_GAPS = 1000;

    private static final String MANY = "more than " + MAX_GAPS + " gaps are open, and this one stands for the rest";
    private static final String REMEDY =
            "restore the file from a copy, or delete it and let a walk go over the whole tree, which heals what it said";

    private final Clock clock;
    private final Durability durability;
    private final Journal<GapLine.Key, GapLine> journal;
    private final Map<GapLine.Key, OpenGap> open = new ConcurrentHashMap<>();
    private final List<Consumer<Gap>> listeners = new CopyOnWriteArrayList<>();
    private long lastId;
    private boolean closed;

    /**
     * Reads the gaps that are still open.
     *
     * @param state the folder; made where there is none
     * @param durability whether what heals a gap is on the target's disk
     * @throws IOException if the file cannot be read, understood or written: the start must stop
     */
    public GapJournal(Path state, Clock clock, MeterRegistry meters, Durability durability) throws IOException {
        this(state, clock, meters, durability, Disk.REAL);
    }

    /** Where nothing that is done can get lost with the power. */
    public GapJournal(Path state, Clock clock, MeterRegistry meters) throws IOException {
        this(state, clock, meters, Durability.GIVEN);
    }

    GapJournal(Path state, Clock clock, MeterRegistry meters, Disk disk) throws IOException {
        this(state, clock, meters, Durability.GIVEN, disk);
    }

    private GapJournal(Path state, Clock clock, MeterRegistry meters, Durability durability, Disk disk)
            throws IOException {
        this.clock = clock;
        this.durability = durability;
        journal = new Journal<>(
                state.resolve("gaps.jsonl"),
                GapLine.class,
                REMEDY,
                disk,
                meters.counter("caravan.checkpoint.writes", "file", "gaps"));
        for (GapLine line : journal.live()) {
            open.put(line.key(), line.open());
            lastId = Math.max(lastId, line.id());
        }
        Gauge.builder("caravan.checkpoint.gaps", open, Map::size)
                .description("gaps that no walk has healed yet")
                .register(meters);
    }

    /**
     * Calls this for each gap that was not open yet, on the thread that records it and after it was written. A gap that is widened
     * during a walk needs another walk: ask {@link #open} after each.
     */
    public void onGap(Consumer<Gap> listener) {
        listeners.add(listener);
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException if it could not be written: it counts as open all the same; the caller keeps its ticket, and may
     *     record it again
     */
    @Override
    public void record(Gap gap) {
        boolean added = false;
        try {
            synchronized (this) {
                GapLine.Key key = keyOf(gap);
                OpenGap known = open.get(key);
                added = known == null;
                OpenGap now = added
                        ? new OpenGap(newId(), gap.feed(), gap.from(), gap.to(), key.reason(), directoryOf(gap, key), 1)
                        : known.widenedBy(gap);
                open.put(key, now);
                if (added) {
                    LOG.warn(
                            "gap in {} from {} to {}: {}; a walk heals it",
                            gap.feed(),
                            gap.from(),
                            gap.to(),
                            key.reason());
                }
                write(now, added);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (added) {
                listeners.forEach(listener -> listener.accept(gap));
            }
        }
    }

    private GapLine.Key keyOf(Gap gap) {
        GapLine.Key key = GapLine.Key.of(gap);
        if (open.containsKey(key) || open.size() < MAX_GAPS) {
            return key;
        }
        LOG.debug("gap in {}: {}", gap.feed(), gap.reason());
        return new GapLine.Key(gap.feed(), MANY);
    }

    /** What stands for many may be anywhere. */
    private static RelativePath directoryOf(Gap gap, GapLine.Key key) {
        return key.reason().equals(gap.reason()) ? gap.directory() : RelativePath.ROOT;
    }

    /** Unique over restarts too, where lines of healed gaps are gone. */
    private long newId() {
        lastId = Math.max(lastId + 1, clock.millis());
        return lastId;
    }

    private void write(OpenGap gap, boolean added) throws IOException {
        GapLine line = journal.get(GapLine.of(gap).key());
        if (line != null && line.covers(gap) && !journal.isStale()) {
            return;
        }
        Instant now = clock.instant();
        Instant ahead = (gap.to().isAfter(now) ? gap.to() : now).plus(AHEAD);
        journal.put(GapLine.endingAt(added ? gap.to() : ahead, gap));
    }

    /** The gaps that no walk has healed yet, oldest first. */
    public List<OpenGap> open() {
        return open.values().stream()
                .sorted(Comparator.comparingLong(OpenGap::id))
                .toList();
    }

    /**
     * Closes every gap that ended before a walk began which has gone over all that it may be in; waits until what the walk did is on
     * the target's disk.
     *
     * @param directory that was walked, with everything below it
     *
     * @throws IOException if that could not be written: what was not written stays open
     */
    public void heal(RelativePath directory, Instant walkBegan) throws IOException {
        if (open.isEmpty()) {
            return;
        }
        try {
            durability.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while the target's disk was waited for", e);
        }
        close(directory, walkBegan);
    }

    private synchronized void close(RelativePath directory, Instant walkBegan) throws IOException {
        for (OpenGap gap : open()) {
            if (gap.to().isBefore(walkBegan) && gap.directory().startsWith(directory)) {
                journal.put(GapLine.healed(gap, walkBegan));
                open.remove(GapLine.of(gap).key());
                LOG.info(
                        "gap in {} from {} to {}: healed by the walk of {}",
                        gap.feed(),
                        gap.from(),
                        gap.to(),
                        walkBegan);
            }
        }
    }

    /** Writes what the lines of widened gaps had ahead, and their counts. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (journal) {
            for (OpenGap gap : open()) {
                GapLine exact = GapLine.of(gap);
                if (!exact.equals(journal.get(exact.key()))) {
                    journal.put(exact);
                }
            }
        }
    }
}
