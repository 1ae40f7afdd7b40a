package dev.caravan.verify;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The counters of all passes since the start. Thread-safe.
 *
 * @param directories directories whose own entry was looked at on both sides
 * @param entries entries looked at, including directories
 * @param bytes bytes of content that were compared and are equal
 * @param findings entries that are not equal or not known to be equal
 */
record VerifyMeters(Counter directories, Counter entries, Counter bytes, Counter findings) {
    static VerifyMeters of(MeterRegistry meters) {
        return new VerifyMeters(
                meters.counter("caravan.verify.directories"),
                meters.counter("caravan.verify.entries"),
                meters.counter("caravan.verify.bytes"),
                meters.counter("caravan.verify.findings"));
    }
}
