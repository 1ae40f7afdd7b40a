package dev.caravan.copy;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.concurrent.locks.Condition;

/** Time for a {@link Bandwidth} that passes only while somebody sleeps, or as a test says. One thread. */
final class ManualTime implements TimeMeter, Bandwidth.Sleep {
    private long nanos = 1_000_000_000;

    /** By how much every sleep is longer than asked for. */
    private final Duration oversleep;

    ManualTime(Duration oversleep) {
        this.oversleep = oversleep;
    }

    void advance(Duration duration) {
        nanos += duration.toNanos();
    }

    @Override
    public void await(Condition changed, long more) {
        nanos += more + oversleep.toNanos();
    }

    @Override
    public long currentTimeNanos() {
        return nanos;
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
