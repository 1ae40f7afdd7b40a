package dev.caravan.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.posix.LostWritesException;
import dev.caravan.testing.SettableClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TargetSyncTest {
    private static final Instant START = Instant.parse("2026-03-26T11:45:56Z");

    private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore mayEnd = new Semaphore(0);
    private final WriteCount writes = new WriteCount();
    private final SettableClock clock = new SettableClock(START);
    private volatile IOException fault;
    private volatile boolean isRecordable = true;

    private final TargetSync sync = new TargetSync(
            () -> {
                calls.add("sync");
                begun.release();
                mayEnd.acquireUninterruptibly();
                IOException failure = fault;
                fault = null;
                if (failure != null) {
                    throw failure;
                }
            },
            writes,
            new TargetSync.Listener() {
                @Override
                public void begins() {
                    calls.add("begins");
                }

                @Override
                public void covered(Instant before) {
                    calls.add("covered " + Duration.between(START, before).toSeconds());
                }

                @Override
                public void lost(Instant since, IOException why) throws IOException {
                    calls.add("lost " + Duration.between(START, since).toSeconds());
                    if (!isRecordable) {
                        throw new IOException("full");
                    }
                }
            },
            clock);

    @AfterEach
    void close() {
        mayEnd.release(100);
        sync.close();
    }

    @Test
    void sharesTheRoundThatBeginsAfterTheQuestion() throws Exception {
        CompletableFuture<Void> first = sync.covered();
        begun.acquire();
        writes.wrote();
        CompletableFuture<Void> second = sync.covered();
        CompletableFuture<Void> third = sync.covered();
        clock.advance(Duration.ofSeconds(5));
        mayEnd.release();
        first.get();
        assertThat(second).isNotDone();
        Thread urgent = new Thread(() -> {
            try {
                sync.await();
            } catch (IOException | InterruptedException e) {
                calls.add(e.toString());
            }
        });
        urgent.start();
        begun.acquire();
        mayEnd.release();
        second.get();
        third.get();
        urgent.join();
        assertThat(calls).containsExactly("begins", "sync", "covered 0", "begins", "sync", "covered 5");
    }

    @Test
    void asksNoDiskWhereNothingWasWritten() throws Exception {
        mayEnd.release(2);
        sync.await();
        assertThat(sync.covered()).isDone();
        sync.await();
        assertThat(calls).containsExactly("begins", "sync", "covered 0");
        writes.wrote();
        assertThat(sync.covered()).isNotDone();
        sync.await();
        assertThat(calls).hasSize(6);
    }

    @Test
    void whoWaitsGoesOnAfterAllThatActOnIt() throws Exception {
        Semaphore mayAct = new Semaphore(0);
        writes.wrote();
        CompletableFuture<Void> acted = sync.covered().thenRun(() -> {
            mayAct.acquireUninterruptibly();
            calls.add("acted");
        });
        CompletableFuture<Void> waits = CompletableFuture.runAsync(() -> {
            try {
                sync.await();
            } catch (IOException | InterruptedException e) {
                calls.add(e.toString());
            }
            calls.add("goes on");
        });
        mayEnd.release(2);
        assertThatThrownBy(() -> waits.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        mayAct.release();
        waits.get();

        assertThat(acted).isDone();
        assertThat(calls).containsSubsequence("acted", "goes on");
    }

    @Test
    void restsNineTimesAsLongAsARoundAndASecondAtLeast() throws Exception {
        mayEnd.release(2);
        sync.covered().get();
        long ended = System.nanoTime();
        writes.wrote();
        sync.covered().get();
        assertThat(System.nanoTime() - ended).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(900));
    }

    @Test
    void tellsWhatIsLostBeforeAnythingElseIsCovered() throws Exception {
        mayEnd.release(1);
        sync.await();
        clock.advance(Duration.ofSeconds(7));
        writes.wrote();
        isRecordable = false;
        fault = new LostWritesException("Input/output error");
        mayEnd.release();
        assertThatThrownBy(sync::await).isInstanceOf(IOException.class).hasMessageContaining("Input/output error");
        assertThatThrownBy(sync::await).hasMessageContaining("full");
        isRecordable = true;
        mayEnd.release();
        sync.await();
        assertThat(calls)
                .containsExactly(
                        "begins",
                        "sync",
                        "covered 0",
                        "begins",
                        "sync",
                        "lost 0",
                        "lost 0",
                        "lost 0",
                        "begins",
                        "sync",
                        "covered 7");
    }

    @Test
    void coversNothingWhereNobodyKnows() throws Exception {
        fault = new IOException("sync -f ended with 143");
        mayEnd.release();
        assertThatThrownBy(sync::await).hasMessageContaining("143");
        mayEnd.release();
        sync.await();
        assertThat(calls).containsExactly("begins", "sync", "begins", "sync", "covered 0");
    }

    @Test
    void endsWithoutADiskThatTakesTooLong() throws Exception {
        CompletableFuture<Void> first = sync.covered();
        begun.acquire();
        writes.wrote();
        CompletableFuture<Void> second = sync.covered();
        assertThat(sync.finish(Duration.ofMillis(1))).isFalse();
        assertThat(second).isCompletedExceptionally();
        assertThat(sync.covered()).isCompletedExceptionally();
        assertThat(first).isNotDone();
    }

    @Test
    void coversAllAtTheEnd() {
        mayEnd.release();
        writes.wrote();
        assertThat(sync.finish(Duration.ofSeconds(20))).isTrue();
        assertThat(sync.covered()).isCompletedWithValue(null);
    }
}
