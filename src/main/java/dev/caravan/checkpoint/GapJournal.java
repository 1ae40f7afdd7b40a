package dev.caravan.checkpoint;

import dev.caravan.change.Durability;
import dev.caravan.change.Gap;
import dev.caravan.entry.RelativePath;
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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gaps that no walk has healed yet, in {@code gaps.jsonl} in the folder of the state. Any thread.
 *
 * <p>What is older, a gap or a walk, is told by numbers and never by a clock, which may be set back: each walk that begins gets
 * the next number, and a gap keeps that of the last walk before it.
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
    /** Looked for by a walk that has ended, of which something still waits. */
    private final Set<GapLine.Key> walked = ConcurrentHashMap.newKeySet();

    private long lastId;
    private long lastWalk;
    private boolean closed;

    /**
     * Reads the gaps that are still open.
     *
     * @param state the folder; made where there is none
     * @param durability whether what heals a gap is on the target's disk
     * @throws IOException if the file cannot be read, understood or written: the start must stop
     */
    public GapJournal(Path state, Clock clock, MeterRegistry meters, Durability durability) throws IOException {
        this(state, 0, clock, meters, durability);
    }

    /** Where nothing that is done can get lost with the power. */
    public GapJournal(Path state, Clock clock, MeterRegistry meters) throws IOException {
        this(state, 0, clock, meters, Durability.GIVEN);
    }

    /**
     * The same, of a state in which a walk was cut off.
     *
     * @param walk the number of that walk
     * @param durability of the target, which is waited for before a gap is closed
     */
    public GapJournal(Path state, long walk, Clock clock, MeterRegistry meters, Durability durability)
            throws IOException {
        this(state, walk, clock, meters, durability, Disk.REAL);
    }

    GapJournal(Path state, long walk, Clock clock, MeterRegistry meters, Disk disk) throws IOException {
        this(state, walk, clock, meters, Durability.GIVEN, disk);
    }

    private GapJournal(Path state, long walk, Clock clock, MeterRegistry meters, Durability durability, Disk disk)
            throws IOException {
        this.clock = clock;
        this.durability = durability;
        journal = new Journal<>(
                state.resolve("gaps.jsonl"),
                GapLine.class,
                REMEDY,
                disk,
                meters.counter("caravan.checkpoint.writes", "file", "gaps"));
        lastWalk = walk;
        for (GapLine line : journal.live()) {
            lastWalk = Math.max(lastWalk, line.open(0).since());
        }
        for (GapLine line : journal.live()) {
            open.put(line.key(), line.open(lastWalk));
            lastId = Math.max(lastId, line.id());
        }
        Gauge.builder("caravan.checkpoint.gaps", open, Map::size)
                .description("gaps that no walk has healed yet")
                .register(meters);
    }

    /**
     * Calls this for each gap that was not open yet, or not in that directory, on the thread that records it and after it was
     * written. A gap that is widened during a walk needs another walk: ask {@link #unwalked} after each.
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
        Gap news = null;
        try {
            synchronized (this) {
                Gap kept = kept(gap);
                GapLine.Key key = GapLine.Key.of(kept);
                OpenGap known = open.get(key);
                added = known == null;
                OpenGap now = added ? new OpenGap(newId(), kept, 1, lastWalk) : known.widenedBy(kept, lastWalk);
                open.put(key, now);
                walked.remove(key);
                if (added || !now.directory().equals(known.directory())) {
                    news = new Gap(gap.feed(), gap.from(), gap.to(), gap.reason(), now.directory());
                }
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
            if (news != null) {
                Gap told = news;
                listeners.forEach(listener -> listener.accept(told));
            }
        }
    }

    /** What stands for many may be anywhere. */
    private Gap kept(Gap gap) {
        if (open.containsKey(GapLine.Key.of(gap)) || open.size() < MAX_GAPS) {
            return gap;
        }
        LOG.debug("gap in {}: {}", gap.feed(), gap.reason());
        return new Gap(gap.feed(), gap.from(), gap.to(), MANY);
    }

    private static GapLine.Key keyOf(OpenGap open) {
        return GapLine.Key.of(open.gap());
    }

    /** Unique over restarts too, where lines of healed gaps are gone. */
    private long newId() {
        lastId = Math.max(lastId + 1, clock.millis());
        return lastId;
    }

    private void write(OpenGap widened, boolean added) throws IOException {
        GapLine line = journal.get(keyOf(widened));
        if (line != null && line.covers(widened) && !journal.isStale()) {
            return;
        }
        Instant now = clock.instant();
        Instant to = widened.gap().to();
        Instant ahead = (to.isAfter(now) ? to : now).plus(AHEAD);
        journal.put(GapLine.endingAt(added ? to : ahead, widened));
    }

    /** The gaps that no walk has healed yet, oldest first. */
    public List<OpenGap> open() {
        return open.values().stream()
                .sorted(Comparator.comparingLong(OpenGap::id))
                .toList();
    }

    /** Those that still have to be walked for: what a walk that has ended looked for, and of which something waits, are none. */
    public List<OpenGap> unwalked() {
        return open().stream().filter(gap -> !walked.contains(keyOf(gap))).toList();
    }

    /** The number of a walk that begins now: it may heal what was recorded before this call, and nothing else. */
    public synchronized long walkBegins() {
        lastWalk++;
        return lastWalk;
    }

    /**
     * A walk has looked at all that is below the directory: what it was to heal is closed once nothing of it waits any more.
     *
     * @param walk its number
     */
    public synchronized void walked(RelativePath directory, long walk) {
        before(directory, walk).forEach(gap -> walked.add(keyOf(gap)));
    }

    private List<OpenGap> before(RelativePath directory, long walk) {
        return open().stream()
                .filter(gap -> gap.since() < walk && gap.directory().startsWith(directory))
                .toList();
    }

    /**
     * Closes every gap that was recorded before a walk began which has gone over all that it may be in, as soon as what the walk did is
     * on the target's disk. Nobody waits for that here: it is a worker that ends what a walk has left.
     *
     * @param directory that was walked, with everything below it
     * @param walk its number
     * @param began when it began, for a person
     * @throws IOException if that could not be written: what was not written stays open
     */
    public void heal(RelativePath directory, long walk, Instant began) throws IOException {
        if (before(directory, walk).isEmpty()) {
            return;
        }
        CompletableFuture<Void> covered = durability.covered();
        if (covered.isDone() && !covered.isCompletedExceptionally()) {
            close(directory, walk, began);
            return;
        }
        CompletableFuture<Void> unused =
                covered.whenComplete((result, failure) -> closeOrSay(directory, walk, began, failure));
    }

    private void closeOrSay(RelativePath directory, long walk, Instant began, Throwable failure) {
        Throwable why = failure;
        if (why == null) {
            try {
                close(directory, walk, began);
                return;
            } catch (IOException e) {
                why = e;
            }
        }
        LOG.warn("what the walk of {} would heal stays open until another: {}", began, why.toString());
        // The end of the next walk asks for that.
        before(directory, walk).forEach(gap -> walked.remove(keyOf(gap)));
    }

    private synchronized void close(RelativePath directory, long walk, Instant began) throws IOException {
        for (OpenGap healed : before(directory, walk)) {
            GapLine.Key key = keyOf(healed);
            journal.put(GapLine.healed(healed, began));
            open.remove(key);
            walked.remove(key);
            Gap gap = healed.gap();
            LOG.info("gap in {} from {} to {}: healed by the walk of {}", gap.feed(), gap.from(), gap.to(), began);
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
