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
 * The pool that looks and copies: a number of threads that can be changed, and a queue without a bound, since a full one would
 * make the thread that watches the deadlines copy files itself. What bounds the queue is the bound of the hold.
 *
 * <p>A task passes the gate before it runs; once the gate is closed it does not run any more, and its ticket stays held.
 */
final class Workers extends ThreadPoolExecutor {
    private final Gate gate;
    /** Begun or not: what waits at the gate is in no queue any more. */
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
     * Changes the number of threads: at once where it grows; where it shrinks, as the work in hand ends.
     *
     * @param threads 1 or more, and no more than an int holds
     */
    synchronized void resize(long threads) {
        if (threads < 1 || threads > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("workers: is " + threads + ", expected a whole number of at least 1");
        }
        // At no moment may the core be larger than the maximum.
        if (threads > getMaximumPoolSize()) {
            setMaximumPoolSize((int) threads);
            setCorePoolSize((int) threads);
        } else {
            setCorePoolSize((int) threads);
            setMaximumPoolSize((int) threads);
        }
    }

    /** True where nothing runs and nothing waits to run, at the gate or before. */
    boolean isIdle() {
        return unfinished.get() == 0;
    }

    /** True where something runs that has passed the gate. */
    boolean isRunning() {
        return running.get() > 0;
    }

    /** Waits until what is running has ended; false where the time was too short. The gate is closed. */
    boolean awaitRunning(Duration patience) throws InterruptedException {
        shutdown();
        return awaitTermination(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
