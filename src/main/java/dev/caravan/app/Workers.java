package dev.caravan.app;

import dev.caravan.control.Gate;
import dev.caravan.control.Threads;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The thread pool that looks and copies. Its number of threads can be changed. Its queue is unbounded, since a
 * full one would make the caller, such as the thread that watches the deadlines, copy files itself; the hold's
 * limit bounds it. Thread-safe.
 *
 * <p>A task passes the gate before it runs. Once the gate is closed no task runs any more, and the tickets stay held.
 */
final class Workers extends ThreadPoolExecutor {
    private final Gate gate;
    /** Tasks that have not ended, begun or not; those that wait at the gate are in no queue any more. */
    private final AtomicInteger unfinished = new AtomicInteger();

    private final AtomicInteger running = new AtomicInteger();

    Workers(int threads, Gate gate) {
        super(threads, threads, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Threads.named("worker"));
        this.gate = gate;
    }

    @Override
    public void execute(Runnable task) {
        unfinished.incrementAndGet();
        try {
            super.execute(() -> run(task));
        } catch (RejectedExecutionException e) {
            unfinished.decrementAndGet();
            throw e;
        }
    }

    @Override
    protected void afterExecute(Runnable task, Throwable thrown) {
        super.afterExecute(task, thrown);
        Threads.afterTask(task, thrown);
    }

    private void run(Runnable task) {
        try {
            if (passes()) {
                running.incrementAndGet();
                try {
                    task.run();
                } finally {
                    running.decrementAndGet();
                }
            }
        } finally {
            unfinished.decrementAndGet();
        }
    }

    private boolean passes() {
        try {
            return gate.pass();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Changes the number of threads: a larger number at once, a smaller one as the work in hand ends.
     *
     * @param threads 1 to {@link Integer#MAX_VALUE}
     */
    synchronized void resize(long threads) {
        if (threads < 1 || threads > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("workers: is " + threads + ", expected a whole number of at least 1");
        }
        // The core size must never exceed the maximum size.
        if (threads > getMaximumPoolSize()) {
            setMaximumPoolSize((int) threads);
            setCorePoolSize((int) threads);
        } else {
            setCorePoolSize((int) threads);
            setMaximumPoolSize((int) threads);
        }
    }

    /** True where no task runs or waits, in the queue or at the gate. */
    boolean isIdle() {
        return unfinished.get() == 0;
    }

    /** True where a task runs that has passed the gate. */
    boolean isRunning() {
        return running.get() > 0;
    }

    /** Waits until all running tasks have ended; false where the time was too short. Called with the gate closed. */
    boolean awaitRunning(Duration patience) throws InterruptedException {
        shutdown();
        return awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
