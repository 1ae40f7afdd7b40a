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

/** Reckons the freeze from what is left to do and how fast that went lately. Any thread. */
final class Forecaster {
    /** Where nothing is known: a few looks over a slow network. */
    private static final double GUESSED_LOOKS_PER_SECOND = 100;

    private static final double GUESSED_BYTES_PER_SECOND = 10 << 20;
    private static final long LIKELY_LAG_MILLIS = 1000;
    private static final String GUESS = "guessed, since too little was seen yet";

    private final Rates rates;

    Forecaster(Rates rates) {
        this.rates = rates;
    }

    /**
     * The forecast.
     *
     * @param changed since the last comparison of all; everything where that is not remembered
     * @param proof how long nothing may have changed
     * @param newest the latest change of the source that is known
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
        // What is held now is changed soon.
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
        // What is not remembered was looked at by the walk within the freeze.
        return changed.everything() && !options.trustLog() ? Scope.of(Set.of()) : changed;
    }

    /** A log that shows what is looked up does so at once, or as late as its client writes it. */
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
        // The last one may have copied much, and this one will not.
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

    /** So much at this rate. The slow end of the rate is the long end of the time. */
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

    /** It is over at once where the source was quiet long enough, and takes the whole time if a change comes last before the freeze. */
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
        long entries = changed.withDirectories().paths().size() + situation.held();
        return part("verify what changed", entries, looks, GUESSED_LOOKS_PER_SECOND, "entries");
    }
}
