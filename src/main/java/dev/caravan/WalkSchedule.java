package dev.caravan;

import dev.caravan.change.RelativePath;
import dev.caravan.change.WalkListener;
import dev.caravan.checkpoint.GapJournal;
import dev.caravan.checkpoint.OpenGap;
import dev.caravan.cutover.Situation.Pass;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the tree is walked after the start: every so many hours, and to heal gaps. An open gap asks for a walk of its directory after
 * a while, together with those that come meanwhile, and a walk that has ended closes all that were there, below its directory, before
 * it began. Any thread.
 */
final class WalkSchedule implements WalkListener {
    private static final Logger LOG = LoggerFactory.getLogger(WalkSchedule.class);

    private final String walk;
    private final GapJournal gaps;
    private final Consumer<RelativePath> walks;
    private final Runnable passBegins;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final Set<RelativePath> asked = ConcurrentHashMap.newKeySet();
    private volatile boolean isPassUnderWay;
    private volatile Pass lastPass;
    private Duration patience = Duration.ZERO;

    /**
     * Asks for nothing yet.
     *
     * @param walk the name of the walk that copies; others heal nothing
     * @param walks asks for a walk of a directory
     * @param passBegins told of each walk that begins and is no part of one under way
     */
    WalkSchedule(
            String walk,
            GapJournal gaps,
            Consumer<RelativePath> walks,
            Runnable passBegins,
            ScheduledExecutorService scheduler,
            Clock clock) {
        this.walk = walk;
        this.gaps = gaps;
        this.walks = walks;
        this.passBegins = passBegins;
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
                    () -> walks.accept(RelativePath.ROOT), every.toSeconds(), every.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void askWhileOpen() {
        gaps.open().stream().map(OpenGap::directory).forEach(this::ask);
    }

    private void ask(RelativePath directory) {
        if (asked.add(directory)) {
            Future<?> unused = scheduler.schedule(
                    () -> {
                        asked.remove(directory);
                        walks.accept(directory);
                    },
                    patience.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    /** The last walk of the whole tree that has ended; empty where none has since the start. */
    Optional<Pass> lastPass() {
        return Optional.ofNullable(lastPass);
    }

    @Override
    public void began(String name, RelativePath directory) {
        if (!name.equals(walk)) {
            return;
        }
        if (directory.isRoot()) {
            isPassUnderWay = true;
            LOG.info("walk of the whole tree begins");
        }
        if (directory.isRoot() || !isPassUnderWay) {
            passBegins.run();
        }
    }

    @Override
    public void ended(String name, RelativePath directory, Instant began) throws IOException {
        if (!name.equals(walk)) {
            return;
        }
        gaps.heal(directory, began);
        if (directory.isRoot()) {
            isPassUnderWay = false;
            lastPass = new Pass(began, clock.instant());
            // A gap that widened meanwhile is none that its recorder tells of again.
            askWhileOpen();
            LOG.info("walk of the whole tree ended after {}", Duration.between(began, clock.instant()));
        }
    }
}
