package dev.caravan.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SharedWorkTest {
    private static final int ITEMS = 64;

    private final ExecutorService pool = Threads.pool("shared", 3);
    private final List<Integer> done = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() {
        pool.shutdownNow();
    }

    private static List<Integer> all(int items) {
        return IntStream.range(0, items).boxed().toList();
    }

    /** Four at a time, or none ends: what an item that is a round trip needs. */
    @Test
    void asksForHelpWhereAnItemTakesLong() {
        CountDownLatch together = new CountDownLatch(4);
        new SharedWork(pool, terms(3)).run(ITEMS, number -> {
            if (number > 0) {
                together.countDown();
                await(together);
            } else {
                busy(TimeUnit.MILLISECONDS.toNanos(5));
            }
            done.add(number);
        });
        assertThat(done).containsExactlyInAnyOrderElementsOf(all(ITEMS));
    }

    @Test
    void needsNoHelpForWhatTakesNoTime() {
        Queue<Runnable> asked = new ArrayDeque<>();
        // Until the code is compiled, and nobody else has the processor, an item takes no time in one of these.
        for (int tries = 0; tries < 100_000; tries++) {
            asked.clear();
            done.clear();
            new SharedWork(asked::add, terms(3)).run(ITEMS, done::add);
            if (asked.isEmpty()) {
                break;
            }
        }
        assertThat(asked).isEmpty();
        assertThat(done).isEqualTo(all(ITEMS));
    }

    @Test
    void doesWithoutHelpersThatNeverCome() {
        List<Runnable> asked = new ArrayList<>();
        new SharedWork(asked::add, terms(3)).run(ITEMS, this::slowly);
        assertThat(done).isEqualTo(all(ITEMS));
        assertThat(asked).hasSize(3);
        asked.forEach(Runnable::run);
        assertThat(done).isEqualTo(all(ITEMS));
    }

    @Test
    void doesWithoutHelpersThatAreBeingStopped() {
        new SharedWork(
                        task -> {
                            throw new RejectedExecutionException("stopped");
                        },
                        terms(3))
                .run(ITEMS, this::slowly);
        assertThat(done).isEqualTo(all(ITEMS));
    }

    /** Or the thread would end by it, and the process with the thread. */
    @Test
    void aHelperIsContentToHaveHadItsLastTurn() {
        List<Runnable> asked = new ArrayList<>();
        Executor stopping = task -> {
            if (asked.size() == 3) {
                throw new RejectedExecutionException("stopped");
            }
            asked.add(task);
        };
        new SharedWork(stopping, terms(3)).run(ITEMS, number -> {
            slowly(number);
            if (asked.size() == 3 && number < ITEMS / 2) {
                Runnable helper = asked.get(0);
                asked.set(0, () -> {});
                helper.run();
            }
        });
        assertThat(done).containsExactlyInAnyOrderElementsOf(all(ITEMS));
    }

    @Test
    void asksForNoMoreHelpersThanThereAreItemsFor() {
        List<Runnable> asked = new ArrayList<>();
        new SharedWork(asked::add, terms(63)).run(17, this::slowly);
        assertThat(asked).hasSize(4);
    }

    @Test
    void endsWithTheFirstFailureOnceNobodyIsAtWorkAnyMore() {
        assertThatThrownBy(() -> new SharedWork(pool, terms(3)).run(1000, number -> {
                    busy(TimeUnit.MICROSECONDS.toNanos(200));
                    if (number == 40) {
                        throw new IllegalStateException("item 40");
                    }
                    done.add(number);
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("item 40");
        List<Integer> then = List.copyOf(done);
        assertThat(then).hasSizeLessThan(1000);
        busy(TimeUnit.MILLISECONDS.toNanos(5));
        assertThat(done).isEqualTo(then);
    }

    @Test
    void anErrorOfAHelperReachesTheCaller() {
        CountDownLatch helped = new CountDownLatch(1);
        Thread caller = Thread.currentThread();
        assertThatThrownBy(() -> new SharedWork(pool, terms(3)).run(ITEMS, number -> {
                    if (Thread.currentThread() != caller) {
                        helped.countDown();
                        throw new AssertionError("of a helper");
                    }
                    if (number == 0) {
                        busy(TimeUnit.MILLISECONDS.toNanos(5));
                    } else {
                        await(helped);
                    }
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessage("of a helper");
    }

    @Test
    void nothingIsDoneOfNothing() {
        new SharedWork(pool, terms(3)).run(0, done::add);
        assertThat(done).isEmpty();
    }

    /** As for looks: a helper for each four items that are left, after 50 microseconds an item. */
    private static SharedWork.Terms terms(int mostHelpers) {
        return new SharedWork.Terms(mostHelpers, 50_000, 4, 8);
    }

    private void slowly(int number) {
        busy(TimeUnit.MICROSECONDS.toNanos(300));
        done.add(number);
    }

    private static void busy(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
