package dev.caravan.copy;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of the copy stage. Thread-safe. */
final class CopyMeters {
    final Counter entries;
    final Counter bytes;
    final Counter compared;
    final Counter removed;
    final Counter discarded;
    final AtomicInteger inFlight;

    CopyMeters(MeterRegistry meters) {
        entries = meters.counter("caravan.copy.entries");
        bytes = meters.counter("caravan.copy.bytes");
        compared = meters.counter("caravan.copy.compared.bytes");
        removed = meters.counter("caravan.copy.removed");
        discarded = meters.counter("caravan.copy.discarded");
        inFlight = meters.gauge("caravan.copy.inflight", new AtomicInteger());
    }
}
