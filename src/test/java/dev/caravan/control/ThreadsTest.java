package dev.caravan.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.testing.UncaughtExceptions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever a task ends with reaches the handler of uncaught exceptions, whoever runs it and however it was handed over. */
class ThreadsTest {
    @RegisterExtension
    private final UncaughtExceptions uncaught = new UncaughtExceptions();

    private static void fail() {
        throw new IllegalStateException("a fault");
    }

    private static void runOutOfMemory() {
        throw new OutOfMemoryError("a fault");
    }

    @Test
    void aThreadEndsByWhatItsTaskThrows() throws Exception {
        Thread thread = Threads.daemon("one", ThreadsTest::fail);
        thread.start();

        uncaught.assertNext(IllegalStateException.class);
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void whatIsRunEverySecondIsNotDroppedInSilence() throws Exception {
        ScheduledExecutorService scheduler = Threads.scheduler("every");
        try {
            Future<?> unused = scheduler.scheduleWithFixedDelay(ThreadsTest::fail, 0, 1, TimeUnit.MILLISECONDS);

            uncaught.assertNext(IllegalStateException.class);
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void whatIsRunOnceAndLaterCountsAsWell() throws Exception {
        ScheduledExecutorService scheduler = Threads.scheduler("later");
        try {
            Future<?> unused = scheduler.schedule(ThreadsTest::fail, 1, TimeUnit.MILLISECONDS);

            uncaught.assertNext(IllegalStateException.class);
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void anErrorCountsAlsoWhereSomebodyWaitsForTheResult() throws Exception {
        for (ExecutorService pool : List.of(Threads.pool("fixed", 1), Threads.pool("cached"))) {
            Future<?> unused = pool.submit(ThreadsTest::runOutOfMemory);

            uncaught.assertNext(OutOfMemoryError.class);
            pool.shutdownNow();
        }
    }

    @Test
    void anExceptionIsForWhoWaitsForTheResult() throws Exception {
        ExecutorService pool = Threads.pool("fixed", 1);
        Future<?> unused = pool.submit(ThreadsTest::fail);
        pool.shutdown();

        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        uncaught.assertNone();
    }

    @Test
    void whatIsCancelledHasNotFailed() throws Exception {
        ScheduledExecutorService scheduler = Threads.scheduler("cancelled");
        scheduler.schedule(ThreadsTest::fail, 1, TimeUnit.HOURS).cancel(true);
        scheduler.shutdown();

        assertThat(scheduler.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        uncaught.assertNone();
    }
}
