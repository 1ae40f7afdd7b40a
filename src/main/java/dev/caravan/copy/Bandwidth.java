package dev.caravan.copy;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The bound of what all copies together move in a second, which can be changed at any time. Any thread.
 *
 * <p>Where there is always somebody who wants it, the rate is granted, to within the chunk in hand. What nobody took is kept for a
 * quarter of a second and nothing is at the start or after a change, so that no 10 s see more than 1.025 times the rate.
 */
public final class Bandwidth {
    private static final long MOST_CHUNK_BYTES = 1 << 20;
    private static final long LEAST_CHUNK_BYTES = 1 << 12;
    private static final long PIECES_PER_SECOND = 20;
    private static final long KEPT_PER_SECOND = 4;

    /** A bucket takes no more than one token a nanosecond. */
    private static final long MOST_TOKENS_PER_SECOND = 1_000_000_000;

    private final TimeMeter time;
    private final Sleep sleep;
    private final Semaphore turn = new Semaphore(1, true);
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Null where there is none; written under the lock. */
    private volatile Limit limit;

    /** How a thread waits: {@link Condition#awaitNanos}, but in tests, which move the time instead. */
    @FunctionalInterface
    interface Sleep {
        void await(Condition changed, long nanos) throws InterruptedException;
    }

    /**
     * Makes a bound.
     *
     * @param bytesPerSecond 0 or more; 0 means that there is none
     */
    public Bandwidth(long bytesPerSecond) {
        this(bytesPerSecond, TimeMeter.SYSTEM_NANOTIME, Condition::awaitNanos);
    }

    Bandwidth(long bytesPerSecond, TimeMeter time, Sleep sleep) {
        this.time = time;
        this.sleep = sleep;
        setBytesPerSecond(bytesPerSecond);
    }

    /**
     * Waits until so much may be moved. Who came first is served first, and whole.
     *
     * @param bytes any number, also more than are granted in a second
     * @throws InterruptedException if interrupted while waiting; what was granted until then is lost
     */
    public void acquire(long bytes) throws InterruptedException {
        if (limit == null) {
            return;
        }
        turn.acquire();
        try {
            take(bytes);
        } finally {
            turn.release();
        }
    }

    private void take(long bytes) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = bytes;
            while (left > 0 && limit != null) {
                Limit now = limit;
                long tokens = now.tokensOf(left);
                ConsumptionProbe probe = now.bucket.tryConsumeAndReturnRemaining(tokens);
                if (probe.isConsumed()) {
                    left -= tokens * now.bytesPerToken;
                } else {
                    // It is rounded down, to nothing as well.
                    sleep.await(changed, Math.max(1, probe.getNanosToWaitForRefill()));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * How much to acquire and move at a time, so that what is moved follows what is granted closely: a power of two, from 4 KiB to
     * 1 MiB, and within these no more than a twentieth of a second takes.
     */
    public long chunkBytes() {
        Limit now = limit;
        return now == null
                ? MOST_CHUNK_BYTES
                : Math.max(
                        LEAST_CHUNK_BYTES,
                        Math.min(MOST_CHUNK_BYTES, Long.highestOneBit(now.bytesPerSecond / PIECES_PER_SECOND)));
    }

    /**
     * Changes the bound, for those who wait as well.
     *
     * @param bytesPerSecond 0 or more; 0 means that there is none
     */
    public void setBytesPerSecond(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "bandwidth: is " + bytesPerSecond + " bytes per second, expected at least 0, which means no bound");
        }
        lock.lock();
        try {
            if (bytesPerSecond != bytesPerSecond()) {
                limit = bytesPerSecond == 0 ? null : new Limit(bytesPerSecond, time);
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The bound; 0 means that there is none. */
    public long bytesPerSecond() {
        Limit now = limit;
        return now == null ? 0 : now.bytesPerSecond;
    }

    /** One rate and its bucket. */
    private static final class Limit {
        final long bytesPerSecond;
        final long bytesPerToken;
        final Bucket bucket;

        /** Well below what the bucket holds: what comes in while a thread oversleeps would run over and be lost. */
        private final long mostTokens;

        Limit(long bytesPerSecond, TimeMeter time) {
            this.bytesPerSecond = bytesPerSecond;
            bytesPerToken = 1 + (bytesPerSecond - 1) / MOST_TOKENS_PER_SECOND;
            long tokensPerSecond = bytesPerSecond / bytesPerToken;
            mostTokens = Math.max(1, tokensPerSecond / PIECES_PER_SECOND);
            bucket = Bucket.builder()
                    .addLimit(it -> it.capacity(Math.max(2, tokensPerSecond / KEPT_PER_SECOND))
                            .refillGreedy(tokensPerSecond, Duration.ofSeconds(1))
                            .initialTokens(0))
                    .withCustomTimePrecision(time)
                    .build();
        }

        /** For so many bytes, or for the next piece of them. */
        long tokensOf(long bytes) {
            return Math.min(mostTokens, 1 + (bytes - 1) / bytesPerToken);
        }
    }
}
