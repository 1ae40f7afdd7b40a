package dev.caravan.reconcile;

import dev.caravan.change.Look;
import dev.caravan.change.RelativePath;
import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Instant;

/** Tells of each look at the source, once it is over. Any thread. */
record Looks(Look.Listener listener, Counter count, Clock clock) {
    Look since(RelativePath path, Instant begin) {
        Look look = new Look(begin, clock.instant());
        count.increment();
        listener.looked(path, look);
        return look;
    }
}
