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
 * The gaps that no walk has healed yet: {@code gaps.jsonl} in the state folder. Thread-safe.
 *
 * <p>Whether a gap is older than a walk is decided by numbers, never by a clock, which may be set back: each walk gets
 * the next number when it begins, and a gap stores the number of the last walk before it.
 *
 * <p>Gaps of the same feed and reason are one gap, which is widened. A gap that is recorded again and again costs at
 * most one write a second: the line of a widened gap ends a second in the future, and so covers further widenings
 * within that second. So the disk never lacks a part of a gap; after a crash a gap may end up to a second too late.
 */
public final class GapJournal implements Gap.Recorder, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(GapJournal.class);
    private static final Duration AHEAD = Duration.ofSeconds(1);

    /**
     * A bound on memory, since a reason may hold a number or a name: beyond this many gaps, the rest of a
     * feed becomes one gap.
     */
    private static final int MAX_GAPS = 1000;

    private static final String MANY = "more than " + MAX_GAPS + " gaps are open, and this one stands for the rest";
    private static final String REMEDY =
            "restore the file from a copy, or delete it and let a walk go over the whole tree, which heals what it said";

    private final Clock clock;
    private final Durability durability;
    private final Journal<GapLine.Key, GapLine> journal;
    private final Map<GapLine.Key, OpenGap> open = new ConcurrentHashMap<>();
    private final List<Consumer<Gap>> listeners = new CopyOnWriteArrayList<>();
    /** Gaps that a walk which has ended will heal, once none of its entries waits any more. */
    private final Set<GapLine.Key> walked = ConcurrentHashMap.newKeySet();

    private long lastId;
    private long lastWalk;
    private boolean closed;

    /**
     * Reads the open gaps.
     *
     * @param state the state folder; made where there is none
     * @param durability tells whether the work that heals a gap is on the target's disk
     * @throws IOException if the file cannot be read, parsed or written; the start must stop
     */
    public GapJournal(Path state, Clock clock, MeterRegistry meters, Durability durability) throws IOException {
        this(state, 0, clock, meters, durability);
    }

    /** As above, for a target whose completed work cannot be lost in a power cut. */
    public GapJournal(Path state, Clock clock, MeterRegistry meters) throws IOException {
        this(state, 0, clock, meters, Durability.GIVEN);
    }

    /**
     * As above, for a state in which a walk was cut off.
     *
     * @param walk the number of that walk
     * @param durability the target's; a gap is closed only after it
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
     * Adds a listener for each gap that is new, new in its directory, or widened after the walk that was to heal it has
     * ended; called on the recording thread, after the write. A gap that is widened during a walk needs another walk: call {@link #unwalked} after each.
     */
    public void onGap(Consumer<Gap> listener) {
        listeners.add(listener);
    }

    /**
     * {@inheritDoc}
     *
     * @throws UncheckedIOException if it could not be written; the gap counts as open all the same, and the caller
     *     keeps its ticket and may record it again
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
                // The walk that has ended does not heal what came after it began.
                boolean wasWalked = walked.remove(key);
                if (added || wasWalked || !now.directory().equals(known.directory())) {
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

    /** The gap that is recorded for this one: itself, or one that stands for many, with the root as its directory. */
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

    /** A new id, unique across restarts, when lines of healed gaps are gone. */
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

    /** The open gaps, oldest first. */
    public List<OpenGap> open() {
        return open.values().stream()
                .sorted(Comparator.comparingLong(OpenGap::id))
                .toList();
    }

    /**
     * The gaps that still need a walk. Not among them are those that a walk which has ended will heal once its entries
     * need not wait any more.
     */
    public List<OpenGap> unwalked() {
        return open().stream().filter(gap -> !walked.contains(keyOf(gap))).toList();
    }

    /**
     * Returns the number of a walk that begins now: it may heal gaps that were recorded before this
     * call, and no others.
     */
    public synchronized long walkBegins() {
        lastWalk++;
        return lastWalk;
    }

    /**
     * A walk has looked at everything below the directory. The gaps that it covers are closed once none of its entries
     * waits any more.
     *
     * @param walk the walk's number
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
     * Closes every gap that was recorded before a walk began and lies within the walked directory, as soon as the
     * walk's work is on the target's disk. Does not wait for that.
     *
     * @param directory the directory that was walked
     * @param walk the walk's number
     * @param began when the walk began, for a person
     * @throws IOException if a gap could not be written as closed; it stays open
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
        // They need another walk.
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

    /** Writes the exact ends and counts of widened gaps. */
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
