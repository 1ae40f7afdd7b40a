package dev.caravan.verify;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * How far the passes have come, since the start.
 *
 * @param directories whose own entry was looked at on both sides
 * @param entries looked at, directories among them
 * @param bytes of content that were compared and are equal
 * @param findings what is not equal, or not known to be
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
