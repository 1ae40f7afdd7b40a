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
 * Limits the bytes per second that all copies together move; the limit can be changed at any time. Thread-safe.
 *
 * <p>While at least one copy always waits, the full rate is granted, give or take one chunk. Unused bytes are kept for
 * a quarter of a second, and there are none at the start or after a change: in any 10 s, at most 1.025 times the rate
 * is granted.
 */
public final class Bandwidth {
    private static final long MOST_CHUNK_BYTES = 1 << 20;
    private static final long LEAST_CHUNK_BYTES = 1 << 12;
    private static final long PIECES_PER_SECOND = 20;
    private static final long KEPT_PER_SECOND = 4;

    /** The bucket refills by at most one token per nanosecond. */
    private static final long MOST_TOKENS_PER_SECOND = 1_000_000_000;

    private final TimeMeter time;
    private final Sleep sleep;
    private final Semaphore turn = new Semaphore(1, true);
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** The current limit; null where there is none. Written under the lock. */
    private volatile Limit limit;

    /** How a thread waits: {@link Condition#awaitNanos}. Tests move the clock instead. */
    @FunctionalInterface
    interface Sleep {
        void await(Condition changed, long nanos) throws InterruptedException;
    }

    /**
     * Makes a limit.
     *
     * @param bytesPerSecond the limit, 0 or more; 0 means no limit
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
     * Waits until this many bytes may be moved. Callers are served in the order in which they came, each one whole.
     *
     * @param bytes any number, even more than is granted in a second
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
                    // The wait is rounded down, possibly to 0.
                    sleep.await(changed, Math.max(1, probe.getNanosToWaitForRefill()));
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * The number of bytes to acquire and move at a time, so that the bytes moved follow closely the bytes granted: a
     * power of two from 4 KiB to 1 MiB, and within these at most a twentieth of a second's bytes.
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
     * Changes the limit, also for callers that are waiting.
     *
     * @param bytesPerSecond the limit, 0 or more; 0 means no limit
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

    /** The limit; 0 means no limit. */
    public long bytesPerSecond() {
        Limit now = limit;
        return now == null ? 0 : now.bytesPerSecond;
    }

    /** A rate and its token bucket. */
    private static final class Limit {
        final long bytesPerSecond;
        final long bytesPerToken;
        final Bucket bucket;

        /**
         * The most tokens to take at a time, well below the bucket's capacity: if a thread waited for a full bucket,
         * the tokens that arrive while it oversleeps would overflow and be lost.
         */
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

        /** The tokens for this many bytes, or for the next piece of them. */
        long tokensOf(long bytes) {
            return Math.min(mostTokens, 1 + (bytes - 1) / bytesPerToken);
        }
    }
}
