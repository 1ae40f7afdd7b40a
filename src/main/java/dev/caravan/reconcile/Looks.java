package dev.caravan.reconcile;

import dev.caravan.change.Look;
import dev.caravan.entry.RelativePath;
import io.micrometer.core.instrument.Counter;
import java.time.Clock;
import java.time.Instant;

/**
 * Reports each look at the source, once it is over. Thread-safe.
 *
 * @param areBracketed true where a canary is looked up before and after each look
 */
record Looks(Look.Listener listener, boolean areBracketed, Counter count, Clock clock) {
    Look since(RelativePath path, Instant begin) {
        Look look = new Look(begin, clock.instant(), areBracketed);
        count.increment();
        listener.looked(path, look);
        return look;
    }
}
