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
 * Makes the threads of this process, none of which ends without a word: what a task does not catch is given to the thread's handler
 * of uncaught exceptions, as if the thread had ended by it. The program's handler ends the process; see {@code ProcessEnd}.
 *
 * <p>A pool would keep to itself what a task that was submitted throws, and never run again what was to run every second. All threads
 * are daemons: what keeps the process alive is its main thread.
 */
public final class Threads {
    private Threads() {}

    /** A thread that has not been started. */
    public static Thread daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Makes threads of this name with a number behind it. */
    public static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return task -> daemon(name + "-" + number.incrementAndGet(), task);
    }

    /** So many threads, and a queue without a bound. */
    public static ExecutorService pool(String name, int threads) {
        return new Pool(threads, threads, new LinkedBlockingQueue<>(), named(name));
    }

    /** As many threads as there are tasks. */
    public static ExecutorService pool(String name) {
        return new Pool(0, Integer.MAX_VALUE, new SynchronousQueue<>(), named(name));
    }

    /** One thread for what is to be done later, or every so often. Nobody asks for the results, so whatever a task throws counts. */
    public static ScheduledExecutorService scheduler(String name) {
        return scheduler(1, task -> daemon(name, task));
    }

    /** The same with so many threads, which somebody else makes. */
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

    /** To be called after a task of a pool: an error ends the thread also where somebody waits for the task's result. */
    public static void afterTask(Runnable task, Throwable thrown) {
        if (thrown == null && failureOf(task) instanceof Error error) {
            end(error);
        }
    }

    /** As if this thread had ended by it. */
    public static void end(Throwable failure) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
    }

    /** What a task that was submitted ended with; null where nothing, or where it is to run again. */
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
