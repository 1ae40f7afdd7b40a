package dev.caravan.app;

import dev.caravan.cutover.Walk;
import dev.caravan.walk.WalkRequests.Walked;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/** A walk of the whole source, as a cut-over needs it. Thread-safe. */
final class WholeSourceWalk implements Walk {
    private final LongSupplier entries;
    private final long entriesBefore;
    private final Clock clock;
    private final Instant asked;
    private volatile Result result;

    /**
     * A walk that was asked for.
     *
     * @param entries the number of entries that walks have looked at since the start
     */
    WholeSourceWalk(CompletableFuture<Walked> walked, LongSupplier entries, Clock clock) {
        this.entries = entries;
        this.clock = clock;
        entriesBefore = entries.getAsLong();
        asked = clock.instant();
        CompletableFuture<?> unused = walked.whenComplete(this::ended);
    }

    /** A failure has been logged by the walk. */
    private void ended(Walked walked, Throwable failure) {
        result = failure == null
                ? new Result(walked.began(), clock.instant(), count(), walked.isComplete())
                : new Result(asked, clock.instant(), count(), false);
    }

    private long count() {
        return entries.getAsLong() - entriesBefore;
    }

    @Override
    public Optional<Result> result() {
        return Optional.ofNullable(result);
    }

    @Override
    public String progress() {
        return count() + " entries walked";
    }
}
