package dev.caravan.control;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes this process's threads, none of which ends silently: what a task does not catch goes to the thread's handler of
 * uncaught exceptions, as if it had ended the thread. The program's handler ends the process; see {@code ProcessEnd}.
 * Stateless; any thread.
 *
 * <p>A plain pool would keep what a submitted task throws to itself, and never again run a task that is to run every
 * second. All threads are daemons: the main thread keeps the process alive.
 */
public final class Threads {
    private Threads() {}

    /** A thread that has not been started. */
    public static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Makes threads with this name and a number. */
    public static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> daemon(name + "-" + number.incrementAndGet(), task);
    }

    /** A pool of so many threads, with an unbounded queue. */
    public static ExecutorService pool(String name, int threads) {
        return new Pool(threads, threads, new LinkedBlockingQueue<>(), named(name));
    }

    /** A pool with a thread for each task. */
    public static ExecutorService pool(String name) {
        return new Pool(0, Integer.MAX_VALUE, new SynchronousQueue<>(), named(name));
    }

    /**
     * One thread for delayed and periodic tasks. Nobody asks for their results, so everything that a task throws goes
     * to the handler.
     */
    public static ScheduledExecutorService scheduler(String name) {
        return scheduler(1, task -> daemon(name, task));
    }

    /** As {@link #scheduler(String)}, with so many threads from this factory. */
    public static ScheduledThreadPoolExecutor scheduler(int threads, ThreadFactory factory) {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(threads, factory) {
            @Override
            protected void afterExecute(Runnable task, Throwable thrown) {
                super.afterExecute(task, thrown);
                Throwable failure = thrown == null ? failureOf(task) : null;
                if (failure != null) {
                    end(failure);
                }
            }
        };
        scheduler.setRemoveOnCancelPolicy(true);
        return scheduler;
    }

    /** Called after a task of a pool: an error counts as uncaught even where somebody waits for the task's result. */
    public static void afterTask(Runnable task, Throwable thrown) {
        if (thrown == null && failureOf(task) instanceof Error error) {
            end(error);
        }
    }

    /** Calls the handler as if this thread had ended by this failure. */
    public static void end(Throwable failure) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    }

    /** What a submitted task threw; null where it threw nothing, or is to run again. */
    private static Throwable failureOf(Runnable task) {
        if (!(task instanceof Future<?> future) || !future.isDone()) {
            return null;
        }
        try {
            future.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (CancellationException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static final class Pool extends ThreadPoolExecutor {
        Pool(int core, int most, BlockingQueue<Runnable> queue, ThreadFactory threads) {
            super(core, most, 60, TimeUnit.SECONDS, queue, threads);
        }

        @Override
        protected void afterExecute(Runnable task, Throwable thrown) {
            super.afterExecute(task, thrown);
            afterTask(task, thrown);
        }
    }
}
