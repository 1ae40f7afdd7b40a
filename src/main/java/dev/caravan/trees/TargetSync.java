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
 * Has the target's disk take what was written, in rounds: whoever asks during one shares the next, as databases commit in groups. The
 * pauses between are nine times as long as the rounds, and a second at least, so that copies hardly meet one. One thread of its own;
 * no worker ever waits for it.
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

    /** What was written until the last round that went well; {@link #NEVER} where nobody knows. */
    private volatile long covered = NEVER;

    // Only the thread's own.
    private Instant coveredAt;
    private IOException loss;

    // Guarded by this.
    private CompletableFuture<Void> asked;
    private boolean atOnce;
    private boolean isClosed;
    private long notBefore = System.nanoTime();

    /** A disk that takes what was written. */
    @FunctionalInterface
    public interface Disk {
        /**
         * Returns when everything that was written before is on it.
         *
         * @throws LostWritesException if some of it could not be written
         * @throws IOException if nobody knows
         */
        void sync() throws IOException;
    }

    /** Who has to know. */
    public interface Listener {
        /** A round begins; where this fails, it covers nothing. */
        void begins() throws IOException;

        /** What was written before this moment is on the disk. */
        void covered(Instant before);

        /**
         * What was written since this moment may be lost. Returns once that is on record.
         *
         * @throws IOException if it could not be recorded: it is told again, and nothing counts as covered before
         */
        void lost(Instant since, IOException why) throws IOException;
    }

    /**
     * Nothing is covered yet.
     *
     * @param writes counts what is written by this process
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
        return ask(false);
    }

    private synchronized CompletableFuture<Void> ask(boolean now) {
        if (writes.get() == covered) {
            return CompletableFuture.completedFuture(null);
        }
        if (isClosed) {
            return CompletableFuture.failedFuture(new IOException("the target's disk is not asked any more"));
        }
        if (asked == null) {
            asked = new CompletableFuture<>();
        }
        atOnce |= now;
        notifyAll();
        return asked;
    }

    @Override
    public void await() throws IOException, InterruptedException {
        try {
            ask(true).get();
        } catch (ExecutionException e) {
            throw new IOException("what was written to the target may not be on its disk: " + e.getCause(), e);
        }
    }

    /**
     * The last round, where anything was written since the last; after this, nothing is covered that is not yet.
     *
     * @param patience a disk that takes longer is not waited for
     * @return false where not all is known to be on the disk
     */
    public boolean finish(Duration patience) {
        CompletableFuture<Void> last = ask(true);
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

    /** Asks no more; whoever waits is told that nobody knows. */
    @Override
    public void close() {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            isClosed = true;
            waiting = asked;
            asked = null;
            notifyAll();
        }
        if (waiting != null) {
            waiting.completeExceptionally(new IOException("stopped"));
        }
    }

    private void run() {
        try {
            for (CompletableFuture<Void> round = next(); round != null; round = next()) {
                long began = System.nanoTime();
                round(round);
                rest(System.nanoTime() - began);
            }
        } catch (InterruptedException e) {
            close();
        }
    }

    private synchronized CompletableFuture<Void> next() throws InterruptedException {
        while (!isClosed) {
            long pause = atOnce ? 0 : notBefore - System.nanoTime();
            if (asked != null && pause <= 0) {
                CompletableFuture<Void> round = asked;
                asked = null;
                atOnce = false;
                return round;
            }
            // Rounded up; for as long as it takes where nobody asks.
            wait(asked == null ? 0 : pause / 1_000_000 + 1);
        }
        return null;
    }

    private synchronized void rest(long taken) {
        notBefore = System.nanoTime() + Math.max(LEAST_PAUSE.toNanos(), PAUSES * taken);
    }

    private void round(CompletableFuture<Void> round) {
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
            round.complete(null);
        } catch (IOException | RuntimeException e) {
            failed(e);
            round.completeExceptionally(e);
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
