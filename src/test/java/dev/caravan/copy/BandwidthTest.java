package dev.caravan.copy;

import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class BandwidthTest {
    private static final long MIB = 1 << 20;

    private final ManualTime time = new ManualTime(Duration.ZERO);

    /** From a standing start, in chunks of a MiB, which are more than the bucket holds at most of these rates. */
    @ParameterizedTest
    @ValueSource(
            longs = {
                1,
                7,
                19,
                999,
                102_400,
                MIB,
                10 * MIB,
                123_456_789,
                1_000_000_000,
                1_000_000_001,
                12_500_000_000L,
                999_999_999_999L
            })
    void grantsTenSecondsOfTheRateInTenSeconds(long rate) throws InterruptedException {
        Bandwidth bandwidth = new Bandwidth(rate, time, time);
        assertThat(seconds(bandwidth, 10 * rate)).isCloseTo(10, within(0.001));
        assertThat(seconds(bandwidth, 10 * rate)).isCloseTo(10, within(0.001));
    }

    @ParameterizedTest
    @CsvSource({"102400, 50", "1048576, 50", "10485760, 150", "1000000000, 150"})
    void losesNothingWhileAThreadOversleeps(long rate, long millis) throws InterruptedException {
        ManualTime slow = new ManualTime(Duration.ofMillis(millis));
        Bandwidth bandwidth = new Bandwidth(rate, slow, slow);
        long begin = slow.currentTimeNanos();
        acquire(bandwidth, 10 * rate);
        assertThat((slow.currentTimeNanos() - begin) / 1e9).isCloseTo(10, within(0.2));
    }

    @Test
    void keepsNoMoreThanAQuarterOfASecondWhereNobodyTakes() throws InterruptedException {
        Bandwidth bandwidth = new Bandwidth(MIB, time, time);
        time.advance(Duration.ofHours(1));
        assertThat(seconds(bandwidth, 10 * MIB)).isCloseTo(9.75, within(0.001));
    }

    @Test
    void grantsAChunkOnlyWhenItsTimeIsOver() throws InterruptedException {
        Bandwidth bandwidth = new Bandwidth(MIB / 2, time, time);
        assertThat(seconds(bandwidth, MIB)).isCloseTo(2, within(0.001));
        assertThat(seconds(bandwidth, 0)).isZero();
    }

    @Test
    void boundsNothingAtZero() throws InterruptedException {
        Bandwidth bandwidth = new Bandwidth(0, time, time);
        assertThat(bandwidth.bytesPerSecond()).isZero();
        assertThat(bandwidth.chunkBytes()).isEqualTo(MIB);
        assertThat(seconds(bandwidth, Long.MAX_VALUE / 2)).isZero();
    }

    @Test
    void changesTheRate() throws InterruptedException {
        Bandwidth bandwidth = new Bandwidth(0, time, time);
        bandwidth.setBytesPerSecond(MIB);
        assertThat(bandwidth.bytesPerSecond()).isEqualTo(MIB);
        assertThat(seconds(bandwidth, 10 * MIB)).isCloseTo(10, within(0.001));
        bandwidth.setBytesPerSecond(4 * MIB);
        assertThat(seconds(bandwidth, 10 * MIB)).isCloseTo(2.5, within(0.001));
        bandwidth.setBytesPerSecond(0);
        assertThat(seconds(bandwidth, 10 * MIB)).isZero();
    }

    @Test
    void hasNoBurstToGiveAwayHoweverOftenTheRateIsChanged() throws InterruptedException {
        Bandwidth bandwidth = new Bandwidth(MIB, time, time);
        for (int i = 0; i < 10; i++) {
            time.advance(Duration.ofHours(1));
            bandwidth.setBytesPerSecond(i % 2 == 0 ? MIB + 1 : MIB);
            assertThat(seconds(bandwidth, MIB)).isCloseTo(1, within(0.001));
        }
    }

    @Test
    void keepsWhatIsThereWhereTheSameRateIsSetAgain() throws InterruptedException {
        Bandwidth bandwidth = new Bandwidth(MIB, time, time);
        time.advance(Duration.ofMillis(100));
        bandwidth.setBytesPerSecond(MIB);
        assertThat(seconds(bandwidth, MIB)).isCloseTo(0.9, within(0.001));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void refusesLessThanNothing(long rate) {
        Bandwidth bandwidth = new Bandwidth(5);
        assertThatThrownBy(() -> bandwidth.setBytesPerSecond(rate))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(rate + " bytes per second, expected at least 0");
        assertThat(bandwidth.bytesPerSecond()).isEqualTo(5);
    }

    @Test
    void takesAnyRate() throws InterruptedException {
        Bandwidth bandwidth = new Bandwidth(Long.MAX_VALUE, time, time);
        assertThat(seconds(bandwidth, 100 * MIB)).isLessThan(0.001);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 4096",
        "102400, 4096",
        "1048576, 32768",
        "10485760, 524288",
        "20971520, 1048576",
        "999999999999, 1048576"
    })
    void namesAChunkThatFitsTheRate(long rate, long chunk) {
        assertThat(new Bandwidth(rate).chunkBytes()).isEqualTo(chunk);
    }

    /** One wants much at a time and one little; who wants little need not wait longer than one grant to the other. */
    @Test
    void boundsAllThreadsTogetherInRealTime() throws Exception {
        long rate = 8 * MIB;
        Bandwidth bandwidth = new Bandwidth(rate);
        long begin = System.nanoTime();
        long end = begin + TimeUnit.SECONDS.toNanos(3);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<Long>> granted = Stream.of(MIB / 8, MIB / 16)
                    .map(chunk -> pool.submit(() -> {
                        long bytes = 0;
                        while (System.nanoTime() < end) {
                            bandwidth.acquire(chunk);
                            bytes += chunk;
                        }
                        return bytes;
                    }))
                    .collect(toList());
            long much = granted.get(0).get();
            long little = granted.get(1).get();
            double seconds = (System.nanoTime() - begin) / 1e9;
            assertThat((much + little) / seconds).isCloseTo((double) rate, Percentage.withPercentage(10));
            assertThat((double) much / little).isBetween(1.5, 2.7);
        } finally {
            pool.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1000 * MIB})
    void aChangeFreesThoseWhoWaitAlready(long rate) throws InterruptedException {
        Bandwidth bandwidth = new Bandwidth(1);
        AtomicLong granted = new AtomicLong();
        List<Thread> waiting = Stream.generate(() -> waiting(bandwidth, granted, new AtomicReference<>()))
                .limit(3)
                .collect(toList());
        assertThat(granted).hasValue(0);
        bandwidth.setBytesPerSecond(rate);
        for (Thread thread : waiting) {
            thread.join(5000);
        }
        assertThat(granted).hasValue(3 * MIB);
    }

    @Test
    void anInterruptEndsTheWaitAndLetsTheNextOneHaveItsTurn() throws InterruptedException {
        Bandwidth bandwidth = new Bandwidth(1);
        AtomicLong granted = new AtomicLong();
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread first = waiting(bandwidth, granted, failure);
        Thread second = waiting(bandwidth, granted, new AtomicReference<>());
        Thread third = waiting(bandwidth, granted, new AtomicReference<>());
        first.interrupt();
        first.join();
        assertThat(failure.get()).isInstanceOf(InterruptedException.class);
        third.interrupt();
        third.join();
        bandwidth.setBytesPerSecond(0);
        second.join();
        assertThat(granted).hasValue(MIB);
    }

    /** A thread that waits for a MiB. */
    private static Thread waiting(Bandwidth bandwidth, AtomicLong granted, AtomicReference<Exception> failure) {
        Thread thread = new Thread(() -> {
            try {
                bandwidth.acquire(MIB);
                granted.addAndGet(MIB);
            } catch (InterruptedException e) {
                failure.set(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        await().until(() ->
                thread.getState() == Thread.State.TIMED_WAITING || thread.getState() == Thread.State.WAITING);
        return thread;
    }

    /** How long it takes by the manual time to acquire so much, in chunks. */
    private double seconds(Bandwidth bandwidth, long bytes) throws InterruptedException {
        long begin = time.currentTimeNanos();
        acquire(bandwidth, bytes);
        return (time.currentTimeNanos() - begin) / 1e9;
    }

    private static void acquire(Bandwidth bandwidth, long bytes) throws InterruptedException {
        // Not a million chunks where the rate is high.
        long most = Math.max(MIB, bytes / 1000);
        for (long left = bytes; left > 0; left -= most) {
            bandwidth.acquire(Math.min(left, most));
        }
    }
}
