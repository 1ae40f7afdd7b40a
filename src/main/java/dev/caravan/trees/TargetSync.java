package dev.caravan.trees;

import dev.caravan.change.Durability;
import dev.caravan.control.LastingFault;
import dev.caravan.control.Threads;
import dev.caravan.posix.LostWritesException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forces the written data to the target's disk, in rounds: all that ask during one round share the next, as databases
 * commit in groups. The pause after a round is nine times as long as the round, and at least a second, so that few
 * copies meet one. Has one thread of its own; no worker waits for it. Thread-safe.
 */
public final class TargetSync implements Durability, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TargetSync.class);
    private static final int PAUSES = 9;
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);
    private static final long NEVER = -1;

    private final Disk disk;
    private final WriteCount writes;
    private final Listener listener;
    private final Clock clock;
    private final LastingFault unsynced = new LastingFault();
    private final Thread thread = Threads.daemon("target-sync", this::run);

    /** The write count that the last good round covered; {@link #NEVER} where none is known. */
    private volatile long covered = NEVER;

    // Used by the own thread only.
    private Instant coveredAt;
    private IOException loss;

    // Guarded by this.
    private Round asked;
    private Round underWay;
    private boolean atOnce;
    private boolean isClosed;
    private long notBefore = System.nanoTime();

    /**
     * What one round answers.
     *
     * @param covered for those that act on it
     * @param told for those that wait: completed after all that act on {@code covered} have done so
     */
    private record Round(CompletableFuture<Void> covered, CompletableFuture<Void> told) {
        static Round open() {
            return new Round(new CompletableFuture<>(), new CompletableFuture<>());
        }

        static Round over() {
            Round over = open();
            over.good();
            return over;
        }

        static Round none(IOException why) {
            Round none = open();
            none.failed(why);
            return none;
        }

        void good() {
            covered.complete(null);
            told.complete(null);
        }

        void failed(Exception why) {
            covered.completeExceptionally(why);
            told.completeExceptionally(why);
        }
    }

    /** The disk that is synced. */
    @FunctionalInterface
    public interface Disk {
        /**
         * Returns when everything that was written before the call is on the disk.
         *
         * @throws LostWritesException if some of it could not be written and is lost
         * @throws IOException if that is unknown
         */
        void sync() throws IOException;
    }

    /** Told of the rounds. */
    public interface Listener {
        /** Called when a round begins; if it throws, the round covers nothing. */
        void begins() throws IOException;

        /** Everything that was written before this moment is on the disk. */
        void covered(Instant before);

        /**
         * Data that was written since this moment may be lost. Returns once that is recorded.
         *
         * @throws IOException if it could not be recorded; the call is repeated, and no round counts until it succeeds
         */
        void lost(Instant since, IOException why) throws IOException;
    }

    /**
     * Begins with nothing covered.
     *
     * @param writes counts this process's writes to the target
     */
    public TargetSync(Disk disk, WriteCount writes, Listener listener, Clock clock) {
        this.disk = disk;
        this.writes = writes;
        this.listener = listener;
        this.clock = clock;
        coveredAt = clock.instant();
        thread.start();
    }

    @Override
    public CompletableFuture<Void> covered() {
        return ask(false).covered();
    }

    private synchronized Round ask(boolean now) {
        if (writes.get() == covered) {
            return underWay == null ? Round.over() : underWay;
        }
        if (isClosed) {
            return Round.none(new IOException("the target's disk is not asked any more"));
        }
        if (asked == null) {
            asked = Round.open();
        }
        atOnce |= now;
        notifyAll();
        return asked;
    }

    @Override
    public void flush() {
        ask(true);
    }

    @Override
    public void await() throws IOException, InterruptedException {
        try {
            ask(true).told().get();
        } catch (ExecutionException e) {
            throw new IOException("what was written to the target may not be on its disk: " + e.getCause(), e);
        }
    }

    /**
     * Runs a last round, if anything was written since the one before; after this call nothing more is covered.
     *
     * @param patience how long to wait for the disk
     * @return true where everything is known to be on the disk
     */
    public boolean finish(Duration patience) {
        CompletableFuture<Void> last = ask(true).told();
        boolean isCovered = false;
        try {
            last.get(patience.toMillis(), TimeUnit.MILLISECONDS);
            isCovered = true;
        } catch (TimeoutException e) {
            LOG.warn(
                    "the target's disk takes longer than {} to write; the marks stay where they are, and what was done since is"
                            + " looked at again after the next start",
                    patience);
        } catch (ExecutionException e) {
            LOG.debug("the last of what was written is not covered", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        close();
        return isCovered;
    }

    /** Ends the rounds; all that wait get an {@link IOException}. */
    @Override
    public void close() {
        Round waiting;
        synchronized (this) {
            isClosed = true;
            waiting = asked;
            asked = null;
            notifyAll();
        }
        if (waiting != null) {
            waiting.failed(new IOException("stopped"));
        }
    }

    private void run() {
        try {
            for (Round round = next(); round != null; round = next()) {
                long began = System.nanoTime();
                round(round);
                rest(System.nanoTime() - began);
            }
        } catch (InterruptedException e) {
            close();
        }
    }

    private synchronized Round next() throws InterruptedException {
        while (!isClosed) {
            long pause = atOnce ? 0 : notBefore - System.nanoTime();
            if (asked != null && pause <= 0) {
                underWay = asked;
                asked = null;
                atOnce = false;
                return underWay;
            }
            // Rounded up to milliseconds; 0 waits until somebody asks.
            wait(asked == null ? 0 : pause / 1_000_000 + 1);
        }
        return null;
    }

    private synchronized void rest(long taken) {
        underWay = null;
        notBefore = System.nanoTime() + Math.max(LEAST_PAUSE.toNanos(), PAUSES * taken);
    }

    private void round(Round round) {
        long before = writes.get();
        Instant began = clock.instant();
        try {
            tellLoss();
            listener.begins();
            disk.sync();
            covered = before;
            coveredAt = began;
            listener.covered(began);
            if (unsynced.ends()) {
                LOG.info("the target's disk takes again what is written");
            }
            round.good();
        } catch (IOException | RuntimeException e) {
            failed(e);
            round.failed(e);
        }
    }

    private void failed(Exception why) {
        boolean isNew = unsynced.begins();
        if (why instanceof LostWritesException lost) {
            loss = lost;
            LOG.error(
                    "the target's disk lost some of what was written since {}: {}; see the system's log and mend the disk; a"
                            + " walk copies again what was written since then",
                    coveredAt,
                    lost.getMessage());
            try {
                tellLoss();
            } catch (IOException | RuntimeException e) {
                LOG.error("that cannot be recorded, and no mark moves before it is: {}", e.toString());
            }
        } else if (isNew) {
            LOG.error(
                    "nobody knows whether what was written to the target is on its disk: {}; no mark moves until that is known; it"
                            + " is asked again and again",
                    why.toString());
        }
    }

    private void tellLoss() throws IOException {
        if (loss != null) {
            listener.lost(coveredAt, loss);
            loss = null;
        }
    }
}
