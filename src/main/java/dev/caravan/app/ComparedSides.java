package dev.caravan.app;

import dev.caravan.cutover.Scope;
import dev.caravan.cutover.VerifyRun;
import dev.caravan.verify.Comparisons;
import java.util.List;
import java.util.Optional;

/** A comparison of the two sides, as a cut-over needs it. Thread-safe. */
final class ComparedSides implements VerifyRun {
    private final Scope scope;
    private final Comparisons.UnderWay comparison;

    private ComparedSides(Scope scope, Comparisons.UnderWay comparison) {
        this.scope = scope;
        this.comparison = comparison;
    }

    /** Begins a comparison. */
    static VerifyRun begin(Comparisons comparisons, Scope scope) {
        return new ComparedSides(
                scope, scope.everything() ? comparisons.beginWhole() : comparisons.begin(scope.paths()));
    }

    @Override
    public Optional<Result> result() {
        return comparison.end().map(this::result);
    }

    private Result result(Comparisons.End end) {
        return end.made()
                .map(made -> VerifyRecord.of(made, end.ended(), scope.everything(), 0))
                .orElseGet(() -> new Result(
                        end.began(),
                        end.ended(),
                        scope.everything(),
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        1,
                        List.of(end.failure()),
                        List.of()));
    }

    @Override
    public String progress() {
        return comparison.progress();
    }

    @Override
    public void stop() {
        comparison.stop();
    }
}
