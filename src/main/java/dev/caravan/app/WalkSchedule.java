package dev.caravan.app;

import dev.caravan.change.WalkListener;
import dev.caravan.checkpoint.GapJournal;
import dev.caravan.checkpoint.OpenGap;
import dev.caravan.cutover.Situation.Pass;
import dev.caravan.entry.RelativePath;
import dev.caravan.walk.DueWalk;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Schedules the walks after the start: of the whole tree at a fixed interval, and of directories with gaps. An open gap
 * asks for a walk of its directory after a delay, in which further gaps may join. A walk closes the gaps below its
 * directory that were recorded before it began, once none of its entries waits any more: entries that wait are in
 * memory only, and a crash would forget them. Thread-safe.
 */
final class WalkSchedule implements WalkListener {
    private static final Logger LOG = LoggerFactory.getLogger(WalkSchedule.class);

    /** A walk that has not begun within this time is asked for again. */
    private static final Duration AGAIN = Duration.ofHours(1);

    private final String walk;
    private final GapJournal gaps;
    private final Passes passes;
    private final Clock clock;
    private final LongSupplier nanos;
    private final long begin;
    private final Map<RelativePath, Long> due = new ConcurrentHashMap<>();
    private volatile Walk ofRoot;
    private volatile boolean hasEnded;
    private final CompletableFuture<Void> wholeSettled = new CompletableFuture<>();
    private volatile Pass lastPass;
    private Duration patience = Duration.ZERO;
    private long period;
    private long wholeDue;

    /** Told of walks of the whole tree. */
    interface Passes {
        void passBegins();

        /**
         * The walk of the whole tree has ended or failed.
         *
         * @param isComplete false where it did not see everything
         */
        void passEnds(boolean isComplete);
    }

    /**
     * Creates a schedule without due walks.
     *
     * @param walk the name of the walk that copies; other walks heal no gaps
     * @param nanos a monotonic clock, in nanoseconds
     */
    WalkSchedule(String walk, GapJournal gaps, Passes passes, Clock clock, LongSupplier nanos) {
        this.walk = walk;
        this.gaps = gaps;
        this.passes = passes;
        this.clock = clock;
        begin = nanos.getAsLong();
        this.nanos = () -> nanos.getAsLong() - begin;
    }

    /**
     * Begins: from now on gaps and time make walks due.
     *
     * @param afterGap the delay after the first of several gaps
     * @param every the interval between walks of the whole tree; zero: none
     */
    void begin(Duration afterGap, Duration every) {
        patience = afterGap;
        period = every.toNanos();
        wholeDue = nanos.getAsLong() + period;
        gaps.onGap(gap -> ask(gap.directory()));
        askWhileOpen();
    }

    private void askWhileOpen() {
        gaps.unwalked().stream().map(OpenGap::directory).forEach(this::ask);
    }

    private void ask(RelativePath directory) {
        due.merge(directory, nanos.getAsLong() + patience.toNanos(), Math::min);
    }

    /**
     * Returns the walks that are due, for the route that hands them on. A walk that comes to nothing is due
     * again after an hour.
     */
    public synchronized List<DueWalk> due() {
        long now = nanos.getAsLong();
        List<DueWalk> walks = new ArrayList<>();
        if (period > 0 && now >= wholeDue) {
            wholeDue = now + period;
            walks.add(new DueWalk(RelativePath.ROOT, false));
        }
        due.forEach((directory, moment) -> {
            if (moment > now) {
                return;
            }
            // This comes before the check whether the walk is needed, so that a gap recorded meanwhile
            // makes it due again.
            due.replace(directory, moment, now + AGAIN.toNanos());
            if (isNeeded(directory)) {
                walks.add(new DueWalk(directory, directory.isRoot() && !hasEnded));
            } else {
                due.remove(directory, now + AGAIN.toNanos());
            }
        });
        return walks;
    }

    /**
     * True where the directory needs a walk. False where a walk of the whole tree is under way that began after its
     * gaps; if that does not heal them, they ask again.
     */
    private boolean isNeeded(RelativePath directory) {
        Walk whole = ofRoot;
        return gaps.unwalked().stream()
                .filter(gap -> gap.directory().equals(directory))
                .anyMatch(gap -> whole == null || gap.since() >= whole.number());
    }

    /** The last walk of the whole tree that has ended; empty where none has since the start. */
    Optional<Pass> lastPass() {
        return Optional.ofNullable(lastPass);
    }

    @Override
    public long number() {
        return gaps.walkBegins();
    }

    @Override
    public void began(Walk begun) {
        if (isOurs(begun) && begun.directory().isRoot()) {
            ofRoot = begun;
            LOG.info("walk of the whole tree begins");
            passes.passBegins();
        }
    }

    @Override
    public void ended(Walk ended, boolean isComplete) {
        if (!isOurs(ended)) {
            return;
        }
        gaps.walked(ended.directory(), ended.number());
        if (ended.directory().isRoot()) {
            hasEnded = true;
            lastPass = new Pass(ended.began(), clock.instant());
            LOG.info("walk of the whole tree ended after {}", Duration.between(ended.began(), clock.instant()));
        }
        over(ended, isComplete);
    }

    @Override
    public void failed(Walk failed) {
        if (isOurs(failed)) {
            over(failed, false);
        }
    }

    private void over(Walk walked, boolean isComplete) {
        if (walked.directory().isRoot()) {
            ofRoot = null;
            passes.passEnds(isComplete);
        }
        // The journal does not report a gap again that was widened meanwhile or was not healed.
        askWhileOpen();
    }

    @Override
    public void settled(Walk settled) {
        if (!isOurs(settled)) {
            return;
        }
        heal(settled);
        if (settled.directory().isRoot()) {
            wholeSettled.complete(null);
        }
    }

    /** Completed once a walk of the whole tree has ended since the start, and nothing that it found has to wait any more. */
    CompletableFuture<Void> wholeSettled() {
        return wholeSettled.copy();
    }

    private void heal(Walk settled) {
        try {
            gaps.heal(settled.directory(), settled.number(), settled.began());
        } catch (IOException e) {
            LOG.error(
                    "walk of {}: its end could not be written down; what it would heal stays open: {}",
                    settled.directory(),
                    e.getMessage());
        }
    }

    private boolean isOurs(Walk other) {
        return other.name().equals(walk);
    }
}
