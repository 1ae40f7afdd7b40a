package dev.caravan.copy;

import dev.caravan.change.Roots;
import dev.caravan.change.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/** The copier without a route, for tests that go from a look to the target. */
public final class PlainCopier {
    private final Copier copier;

    public PlainCopier(Roots roots, Clock clock) {
        copier = new Copier(
                roots,
                new Trash(roots.target(), clock),
                Duration.ofMinutes(2),
                clock,
                new CopyMeters(new SimpleMeterRegistry()),
                new Bandwidth(0));
    }

    public Verdict carryOut(Verdict verdict) throws IOException {
        return copier.carryOut(verdict);
    }
}
