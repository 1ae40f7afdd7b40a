package dev.caravan.copy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.posix.NativePosix;
import dev.caravan.testing.SettableClock;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TargetWatchTest {
    @TempDir
    private Path folder;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-26T11:45:56Z"));
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore mayEnd = new Semaphore(0);
    private volatile Thread checking;
    private TargetWatch watch;
    private Path target;

    @BeforeEach
    void open() throws IOException {
        target = Files.createDirectory(folder.resolve("target"));
        Roots roots = Roots.open(Files.createDirectory(folder.resolve("source")), target);
        watch = new TargetWatch(roots, new NativePosix(), new Waiting());
        assertThat(watch.isSound()).isTrue();
    }

    /** A check is some round trips, and every copy would wait for it each second. */
    @Test
    void nobodyWaitsForACheckThatIsUnderWayWhereTheLastOneWasGood() throws Exception {
        clock.advance(Duration.ofMillis(1500));
        try (Checking checking = new Checking()) {
            assertThat(watch.isSound()).isTrue();
            assertThat(checking.answer).isNotDone();
        }
    }

    /** Nobody knows what has become of the target since. */
    @Test
    void waitsForACheckWhereTheLastIsLongAgo() throws Exception {
        clock.advance(Duration.ofSeconds(60));
        CompletableFuture<Boolean> other;
        try (Checking checking = new Checking()) {
            other = CompletableFuture.supplyAsync(watch::isSound);
            Thread.sleep(100);
            assertThat(other).isNotDone();
            assertThat(checking.answer).isNotDone();
        }
        assertThat(other.get()).isTrue();
    }

    @Test
    void saysAtTheNextCheckThatTheTargetIsAnother() throws IOException {
        Files.move(target, folder.resolve("unmounted"));
        Files.createDirectory(target);
        assertThat(watch.isSound()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(watch.isSound()).isFalse();
    }

    /** A check that is under way: it asks for the time, and gets it when it may end. */
    private final class Checking implements AutoCloseable {
        final CompletableFuture<Boolean> answer;

        Checking() throws InterruptedException {
            answer = CompletableFuture.supplyAsync(() -> {
                checking = Thread.currentThread();
                return watch.isSound();
            });
            begun.acquire();
        }

        @Override
        public void close() {
            mayEnd.release();
            assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join()).isTrue();
        }
    }

    /** The clock, on which the second question of the checking thread, that in its check, waits. */
    private final class Waiting extends Clock {
        private int asked;

        @Override
        public Instant instant() {
            if (Thread.currentThread() == checking) {
                asked++;
                if (asked == 2) {
                    begun.release();
                    mayEnd.acquireUninterruptibly();
                }
            }
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return clock.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
