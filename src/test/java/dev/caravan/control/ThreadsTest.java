package dev.caravan.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a task ends with reaches the handler of uncaught exceptions, whoever runs it and however it was handed over. */
class ThreadsTest {
    private final BlockingQueue<Throwable> uncaught = new LinkedBlockingQueue<>();
    private Thread.UncaughtExceptionHandler before;

    @BeforeEach
    void listen() {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
    }

    @AfterEach
    void restore() {
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    private static void fail() {
        throw new IllegalStateException("a fault");
    }

    private static void runOutOfMemory() {
        throw new OutOfMemoryError("a fault");
    }

    private void assertUncaught(Class<?> type) throws InterruptedException {
        assertThat(uncaught.poll(10, TimeUnit.SECONDS)).isInstanceOf(type);
    }

    @Test
    void aThreadEndsByWhatItsTaskThrows() throws Exception {
        Thread thread = Threads.daemon("one", ThreadsTest::fail);
        thread.start();

        assertUncaught(IllegalStateException.class);
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    void whatIsRunEverySecondIsNotDroppedInSilence() throws Exception {
        ScheduledExecutorService scheduler = Threads.scheduler("every");
        try {
            Future<?> unused = scheduler.scheduleWithFixedDelay(ThreadsTest::fail, 0, 1, TimeUnit.MILLISECONDS);

            assertUncaught(IllegalStateException.class);
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void whatIsRunOnceAndLaterCountsAsWell() throws Exception {
        ScheduledExecutorService scheduler = Threads.scheduler("later");
        try {
            Future<?> unused = scheduler.schedule(ThreadsTest::fail, 1, TimeUnit.MILLISECONDS);

            assertUncaught(IllegalStateException.class);
        } finally {
            scheduler.shutdownNow();
        }
    }

    @Test
    void anErrorCountsAlsoWhereSomebodyWaitsForTheResult() throws Exception {
        for (ExecutorService pool : List.of(Threads.pool("fixed", 1), Threads.pool("cached"))) {
            Future<?> unused = pool.submit(ThreadsTest::runOutOfMemory);

            assertUncaught(OutOfMemoryError.class);
            pool.shutdownNow();
        }
    }

    @Test
    void anExceptionIsForWhoWaitsForTheResult() throws Exception {
        ExecutorService pool = Threads.pool("fixed", 1);
        Future<?> unused = pool.submit(ThreadsTest::fail);
        pool.shutdown();

        assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(uncaught).isEmpty();
    }

    @Test
    void whatIsCancelledHasNotFailed() throws Exception {
        ScheduledExecutorService scheduler = Threads.scheduler("cancelled");
        scheduler.schedule(ThreadsTest::fail, 1, TimeUnit.HOURS).cancel(true);
        scheduler.shutdown();

        assertThat(scheduler.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        assertThat(uncaught).isEmpty();
    }
}
