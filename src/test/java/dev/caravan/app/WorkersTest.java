package dev.caravan.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.caravan.control.Gate;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class WorkersTest {
    private final Workers workers = new Workers(2, new Gate());
    private final Semaphore mayEnd = new Semaphore(0);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger interrupted = new AtomicInteger();

    @AfterEach
    void stop() {
        workers.shutdownNow();
    }

    @Test
    void growWhileTheyWork() {
        submit(6);
        awaitRunning(2);
        workers.resize(5);
        awaitRunning(5);
        assertThat(workers.getCorePoolSize()).isEqualTo(5);
        assertThat(workers.getMaximumPoolSize()).isEqualTo(5);
    }

    @Test
    void shrinkAsTheWorkInHandEnds() {
        workers.resize(4);
        submit(12);
        awaitRunning(4);
        workers.resize(1);
        assertThat(workers.getCorePoolSize()).isEqualTo(1);
        assertThat(running).hasValue(4);

        mayEnd.release(4);
        await().untilAsserted(() -> assertThat(ended).hasValue(4));
        awaitRunning(1);
        assertThat(workers.getPoolSize()).isEqualTo(1);

        mayEnd.release(8);
        await().untilAsserted(() -> assertThat(ended).hasValue(12));
        assertThat(interrupted).hasValue(0);
    }

    @Test
    void areNotIdleWhileATaskWaitsAtTheGate() {
        Gate gate = new Gate();
        Workers few = new Workers(1, gate);
        try {
            assertThat(few.isIdle()).isTrue();
            gate.seal();
            few.execute(running::incrementAndGet);
            await().until(() -> few.getQueue().isEmpty());
            assertThat(few.isIdle()).isFalse();
            assertThat(few.isRunning()).isFalse();
            assertThat(running).hasValue(0);
            gate.unseal();
            await().until(few::isIdle);
            assertThat(running).hasValue(1);
        } finally {
            few.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Integer.MAX_VALUE + 1L})
    void areOneOrMore(long threads) {
        assertThatThrownBy(() -> workers.resize(threads))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
        assertThat(workers.getCorePoolSize()).isEqualTo(2);
    }

    /** So many tasks that end when they may. */
    private void submit(int tasks) {
        for (int i = 0; i < tasks; i++) {
            workers.execute(() -> {
                running.incrementAndGet();
                try {
                    mayEnd.acquire();
                    ended.incrementAndGet();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                } finally {
                    running.decrementAndGet();
                }
            });
        }
    }

    private void awaitRunning(int tasks) {
        await().untilAsserted(() -> assertThat(running).hasValue(tasks));
    }
}
