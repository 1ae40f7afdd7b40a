package dev.caravan.copy;

import dev.caravan.change.Verdict;
import dev.caravan.removal.Trash;
import dev.caravan.trees.Trees;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;

/** The copier without a route, for tests that go from a look to the target. */
public final class PlainCopier {
    private final Copier copier;

    public PlainCopier(Trees trees, Clock clock) {
        copier = new Copier(
                trees,
                new Trash(trees.roots().target(), trees.posix(), clock),
                new CopyOptions(Duration.ofMinutes(2), true, false, new Bandwidth(0), Runnable::run),
                clock,
                new CopyMeters(new SimpleMeterRegistry()));
    }

    public Verdict carryOut(Verdict verdict) throws IOException {
        return copier.carryOut(verdict);
    }
}
