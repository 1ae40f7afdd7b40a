package dev.caravan;

import dev.caravan.change.RelativePath;
import dev.caravan.change.WalkListener;
import dev.caravan.checkpoint.GapJournal;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets walks of the whole tree heal gaps: one that is open asks for a walk after a while, together with those that come meanwhile,
 * and a walk that has ended closes all that were there before it began. Any thread.
 */
final class HealingWalks implements WalkListener {
    private static final Logger LOG = LoggerFactory.getLogger(HealingWalks.class);

    private final GapJournal gaps;
    private final Runnable walk;
    private final Runnable passBegins;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final AtomicBoolean asked = new AtomicBoolean();
    private Duration patience = Duration.ZERO;

    /**
     * Asks for nothing yet.
     *
     * @param walk asks for a walk of the whole tree
     * @param passBegins told of each walk that begins
     */
    HealingWalks(GapJournal gaps, Runnable walk, Runnable passBegins, ScheduledExecutorService scheduler, Clock clock) {
        this.gaps = gaps;
        this.walk = walk;
        this.passBegins = passBegins;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** From now on gaps ask for walks, this long after the first of them. */
    void begin(Duration afterGap) {
        patience = afterGap;
        gaps.onGap(gap -> ask());
        askWhileOpen();
    }

    private void askWhileOpen() {
        if (!gaps.open().isEmpty()) {
            ask();
        }
    }

    private void ask() {
        if (!asked.getAndSet(true)) {
            Future<?> unused = scheduler.schedule(
                    () -> {
                        asked.set(false);
                        walk.run();
                    },
                    patience.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void began(RelativePath directory) {
        passBegins.run();
        if (directory.isRoot()) {
            LOG.info("walk of the whole tree begins");
        }
    }

    @Override
    public void ended(RelativePath directory, Instant began) throws IOException {
        if (directory.isRoot()) {
            gaps.heal(began);
            // A gap that widened meanwhile is none that its recorder tells of again.
            askWhileOpen();
            LOG.info("walk of the whole tree ended after {}", Duration.between(began, clock.instant()));
        }
    }
}
