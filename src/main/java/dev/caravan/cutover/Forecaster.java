package dev.caravan.cutover;

import dev.caravan.change.Heartbeat;
import dev.caravan.change.VerifyRun;
import dev.caravan.control.Freeze;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Forecasts the freeze's length from the work that is left and the recent rates. Thread-safe. */
final class Forecaster {
    /** The rate that is assumed without data: that of looks over a slow network. */
    private static final double GUESSED_LOOKS_PER_SECOND = 100;

    private static final double GUESSED_BYTES_PER_SECOND = 10 << 20;
    private static final long LIKELY_LAG_MILLIS = 1000;
    private static final String GUESS = "guessed, since too little was seen yet";

    private final Rates rates;

    Forecaster(Rates rates) {
        this.rates = rates;
    }

    /**
     * Computes the forecast.
     *
     * @param changed what changed since the last whole comparison; everything where that is not remembered
     * @param proof how long the source must have been unchanged
     * @param newest the latest known change of the source
     */
    Forecast forecast(
            Situation situation,
            Scope changed,
            Options options,
            Duration proof,
            Optional<Freeze.Change> newest,
            Instant now) {
        Scope compared = compared(changed, options);
        Rate looks = rates.capacity(Activity::looks);
        Rate bytes = rates.capacity(Activity::bytes);
        Rate changes = rates.arrivals(Activity::changes);
        List<Forecast.Part> drain = new ArrayList<>();
        if (situation.follows()) {
            drain.add(logLag(LogWait.patience(options, situation.shown()), situation.shown()));
        }
        drain.add(part(
                "read the log",
                situation.lagBytes(),
                rates.capacity(Activity::logBytes),
                GUESSED_BYTES_PER_SECOND,
                "bytes"));
        drain.add(part("look at what is held", situation.held(), looks, GUESSED_LOOKS_PER_SECOND, "paths"));
        drain.add(part("copy hot files", situation.hotBytes(), bytes, GUESSED_BYTES_PER_SECOND, "bytes"));
        if (!options.trustLog()) {
            drain.add(walk(situation.lastPass()));
        }
        Forecast.Part quiet = proof(proof, newest, now);
        List<Forecast.Part> after = new ArrayList<>();
        long directories = compared.directories().size();
        after.add(part("set directory times", directories, looks, GUESSED_LOOKS_PER_SECOND, "directories"));
        after.add(verification(situation, compared, looks));
        List<Forecast.Part> parts = new ArrayList<>(drain);
        parts.add(quiet);
        parts.addAll(after);
        return total(parts, drain, quiet, after, changes);
    }

    private static Scope compared(Scope changed, Options options) {
        if (options.full()) {
            return Scope.EVERYTHING;
        }
        // The walk during the freeze looks at everything, so only the changes after it are compared.
        return changed.everything() && !options.trustLog() ? Scope.of(Set.of()) : changed;
    }

    /**
     * A log that shows lookups shows them at once, or as late as its client writes its lines; any other is waited for
     * in full.
     */
    private static Forecast.Part logLag(Duration patience, Heartbeat.Shown shown) {
        long most = patience.toMillis();
        return shown == Heartbeat.Shown.NO
                ? new Forecast.Part("let the log come", most, most, most, "it does not show what is looked up")
                : new Forecast.Part(
                        "let the log come",
                        0,
                        Math.min(LIKELY_LAG_MILLIS, most),
                        most,
                        "what is looked up has to come");
    }

    private static Forecast.Part walk(Optional<Situation.Pass> last) {
        if (last.isEmpty()) {
            return new Forecast.Part("walk the source", 0, 0, null, "no walk was made yet to learn from");
        }
        long millis = Duration.between(last.get().began(), last.get().ended()).toMillis();
        // The last walk may have copied much, and this one will not: the lower bound is a tenth of its time.
        return new Forecast.Part(
                "walk the source", millis / 10, millis, 2 * millis, "the last one took " + millis / 1000 + " s");
    }

    private static Forecast total(
            List<Forecast.Part> parts,
            List<Forecast.Part> drain,
            Forecast.Part proof,
            List<Forecast.Part> after,
            Rate changes) {
        boolean knows = parts.stream().allMatch(Forecast.Part::isKnown);
        long low = Math.max(sumOfLows(drain), proof.lowMillis()) + sumOfLows(after);
        long likely = Math.max(sumOfLikelies(drain), proof.likelyMillis()) + sumOfLikelies(after);
        Long high = knows ? Math.max(sumOfHighs(drain), proof.highMillis()) + sumOfHighs(after) : null;
        return new Forecast(List.copyOf(parts), low, likely, high, knows, changes.known() ? changes.likely() : null);
    }

    private static long sumOfLows(List<Forecast.Part> parts) {
        return parts.stream().mapToLong(Forecast.Part::lowMillis).sum();
    }

    private static long sumOfLikelies(List<Forecast.Part> parts) {
        return parts.stream().mapToLong(Forecast.Part::likelyMillis).sum();
    }

    private static long sumOfHighs(List<Forecast.Part> parts) {
        return parts.stream().mapToLong(Forecast.Part::highMillis).sum();
    }

    /** The time for an amount of work at this rate; the lowest rate gives the upper bound of the time. */
    private static Forecast.Part part(String name, long amount, Rate rate, double guessPerSecond, String unit) {
        if (amount == 0) {
            return new Forecast.Part(name, 0, 0, 0L, "nothing is left to do");
        }
        String basis = amount + " " + unit + ", ";
        if (!rate.known()) {
            return new Forecast.Part(name, 0, millis(amount, guessPerSecond), null, basis + GUESS);
        }
        return new Forecast.Part(
                name,
                millis(amount, rate.high()),
                millis(amount, rate.likely()),
                millis(amount, rate.low()),
                basis + Math.round(rate.likely()) + " a second lately");
    }

    private static long millis(long amount, double perSecond) {
        return Math.round(1000 * amount / perSecond);
    }

    /**
     * The proof ends at once where the source has been unchanged for long enough, and takes its whole time where the
     * last change comes just before the freeze.
     */
    private static Forecast.Part proof(Duration proof, Optional<Freeze.Change> newest, Instant now) {
        Duration quiet = newest.map(change -> Duration.between(change.at(), now))
                .filter(since -> !since.isNegative())
                .orElse(Duration.ZERO);
        Duration left = proof.minus(quiet).isNegative() ? Duration.ZERO : proof.minus(quiet);
        String basis = "nothing may have changed for " + proof.toSeconds() + " s; beside the steps before";
        return new Forecast.Part("prove the freeze", left.toMillis(), proof.toMillis(), proof.toMillis(), basis);
    }

    private static Forecast.Part verification(Situation situation, Scope changed, Rate looks) {
        Optional<VerifyRun.Result> last = situation.lastVerify();
        if (changed.everything()) {
            if (last.isEmpty()) {
                return new Forecast.Part("verify everything", 0, 0, null, "no verification was made yet to learn from");
            }
            long millis =
                    Duration.between(last.get().began(), last.get().ended()).toMillis();
            return new Forecast.Part(
                    "verify everything", millis / 2, millis, 2 * millis, "the last one took " + millis / 1000 + " s");
        }
        // Held paths count as changed: they are looked at before the comparison.
        long entries = changed.withDirectories().paths().size() + situation.held();
        return part("verify what changed", entries, looks, GUESSED_LOOKS_PER_SECOND, "entries");
    }
}
