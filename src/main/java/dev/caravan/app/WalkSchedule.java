package dev.caravan.app;

import dev.caravan.change.WalkListener;
import dev.caravan.checkpoint.GapJournal;
import dev.caravan.checkpoint.OpenGap;
import dev.caravan.cutover.Situation.Pass;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the tree is walked after the start: every so many hours, and to heal gaps. An open gap asks for a walk of its directory after
 * a while, together with those that come meanwhile. A walk closes those that were recorded before it began, below its directory, once
 * nothing of what it found waits any more: what it found too young is held in memory only, and a crash would forget it. Any thread.
 */
final class WalkSchedule implements WalkListener {
    private static final Logger LOG = LoggerFactory.getLogger(WalkSchedule.class);

    private final String walk;
    private final GapJournal gaps;
    private final Walks walks;
    private final Passes passes;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final Set<RelativePath> asked = ConcurrentHashMap.newKeySet();
    private volatile Walk ofRoot;
    private volatile boolean hasEnded;
    private volatile Pass lastPass;
    private Duration patience = Duration.ZERO;

    /** Asks for walks. */
    @FunctionalInterface
    interface Walks {
        /**
         * A walk is asked for.
         *
         * @param mayGoOn whether the rest of one that an earlier process was kept from will do
         */
        void ask(RelativePath directory, boolean mayGoOn);
    }

    /** Told of walks of the whole tree. */
    interface Passes {
        void passBegins();

        /**
         * It has ended, or failed.
         *
         * @param isComplete false where it did not come by everything
         */
        void passEnds(boolean isComplete);
    }

    /**
     * Asks for nothing yet.
     *
     * @param walk the name of the walk that copies; others heal nothing
     */
    WalkSchedule(
            String walk, GapJournal gaps, Walks walks, Passes passes, ScheduledExecutorService scheduler, Clock clock) {
        this.walk = walk;
        this.gaps = gaps;
        this.walks = walks;
        this.passes = passes;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /**
     * From now on gaps ask for walks, and time does.
     *
     * @param afterGap how long after the first of some gaps
     * @param every how long after its last walk the whole tree is walked again; zero: never
     */
    void begin(Duration afterGap, Duration every) {
        patience = afterGap;
        gaps.onGap(gap -> ask(gap.directory()));
        askWhileOpen();
        if (!every.isZero()) {
            Future<?> unused = scheduler.scheduleWithFixedDelay(
                    () -> walks.ask(RelativePath.ROOT, false), every.toSeconds(), every.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void askWhileOpen() {
        gaps.unwalked().stream().map(OpenGap::directory).forEach(this::ask);
    }

    private void ask(RelativePath directory) {
        if (!asked.add(directory)) {
            return;
        }
        try {
            Future<?> unused = scheduler.schedule(
                    () -> {
                        asked.remove(directory);
                        if (isNeeded(directory)) {
                            walks.ask(directory, directory.isRoot() && !hasEnded);
                        }
                    },
                    patience.toMillis(),
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("no walk of {} any more: stopped; the gap is on disk", directory);
        }
    }

    /** Not where a walk of the whole tree is under way that began after the gaps: should it not heal them, they ask again. */
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
        // A gap that widened meanwhile, or was not healed, is none that its recorder tells of again.
        askWhileOpen();
    }

    @Override
    public void settled(Walk settled) {
        if (!isOurs(settled)) {
            return;
        }
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
