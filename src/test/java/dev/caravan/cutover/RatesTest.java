package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RatesTest {
    private static final Instant START = FakeCaravan.START;
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final Rates rates = new Rates();
    private Instant now = START;
    private long looks;

    @Test
    void knowsNothingBeforeThereIsEnoughData() {
        run(6, 10);
        assertThat(rates.arrivals(Activity::looks)).isEqualTo(Rate.UNKNOWN);
        assertThat(rates.capacity(Activity::looks)).isEqualTo(Rate.UNKNOWN);
        run(1, 10);
        assertThat(rates.arrivals(Activity::looks).known()).isTrue();
        assertThat(rates.capacity(Activity::looks).known()).isTrue();
    }

    @Test
    void isTheRateWhereItIsSteady() {
        run(100, 10);
        assertThat(rates.arrivals(Activity::looks)).isEqualTo(Rate.of(10, 10, 10));
        assertThat(rates.capacity(Activity::looks)).isEqualTo(Rate.of(10, 10, 10));
    }

    @Test
    void followsANewRateAndBoundsItByTheWindows() {
        run(181, 10);
        run(24, 100);
        Rate rate = rates.arrivals(Activity::looks);
        // Two minutes are one time constant.
        assertThat(rate.likely()).isCloseTo(10 + 90 * (1 - Math.exp(-1)), within(0.01));
        assertThat(rate.low()).isCloseTo(10 + 90 * 120.0 / 900, within(0.01));
        assertThat(rate.high()).isCloseTo(100, within(0.01));
    }

    @Test
    void measuresWhatCanBeDoneWhereSomethingWasDone() {
        run(50, 0);
        run(4, 10);
        run(4, 20);
        run(2, 50);
        assertThat(rates.capacity(Activity::looks)).isEqualTo(Rate.of(20, 20, 50));
        assertThat(rates.capacity(Activity::bytes)).isEqualTo(Rate.UNKNOWN);
    }

    @Test
    void forgetsWhatIsOlderThanItsMemory() {
        run(20, 1000);
        run(200, 1);
        assertThat(rates.capacity(Activity::looks)).isEqualTo(Rate.of(1, 1, 1));
    }

    @Test
    void beginsAnewWithCountersThatBeganAnewAndClocksThatWereSetBack() {
        run(20, 10);
        looks = 0;
        run(1, 0);
        assertThat(rates.arrivals(Activity::looks)).isEqualTo(Rate.UNKNOWN);
        run(20, 10);
        now = START;
        run(1, 10);
        assertThat(rates.arrivals(Activity::looks)).isEqualTo(Rate.UNKNOWN);
    }

    private void run(int intervals, int perSecond) {
        for (int i = 0; i < intervals; i++) {
            now = now.plus(INTERVAL);
            looks += perSecond * INTERVAL.toSeconds();
            rates.add(now, new Activity(0, looks, 0, 0));
        }
    }
}
