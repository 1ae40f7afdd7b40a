package dev.caravan.cutover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.change.Heartbeat;
import dev.caravan.control.Freeze;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ForecasterTest {
    private static final Instant NOW = FakeCaravan.START;
    private static final Duration PROOF = Duration.ofMinutes(2);
    private static final Scope TWO = Scope.of(Set.of(new RelativePath("a/b"), new RelativePath("a/c")));

    private static final Options TRUSTING = new Options(true, List.of(), false, true, false, null, null, null);

    private final FakeCaravan caravan = new FakeCaravan();
    private final Rates rates = new Rates();
    private final Forecaster forecaster = new Forecaster(rates);
    private Options options = TRUSTING;

    @Test
    void isTheProofAloneWhereNothingIsLeftToDo() {
        Forecast forecast = forecast(Scope.of(Set.of()), Optional.empty());
        assertThat(forecast.likelyMillis()).isEqualTo(120_000);
        assertThat(forecast.highMillis()).isEqualTo(120_000);
        assertThat(forecast.knows()).isTrue();
        assertThat(forecast.changesPerSecond()).isNull();
    }

    @Test
    void isNothingAtBestWhereTheSourceIsQuietAlready() {
        Freeze.Change last = new Freeze.Change(new RelativePath("x"), NOW.minus(PROOF));
        assertThat(forecast(Scope.of(Set.of()), Optional.of(last)).lowMillis()).isZero();
        Freeze.Change later = new Freeze.Change(new RelativePath("x"), NOW.minusSeconds(20));
        assertThat(forecast(Scope.of(Set.of()), Optional.of(later)).lowMillis()).isEqualTo(100_000);
    }

    @Test
    void addsUpItsPartsAndLetsTheProofRunBesideTheDrain() {
        for (int i = 0; i <= 12; i++) {
            rates.add(NOW.plusSeconds(5L * i), new Activity(5L * i, 50L * i, 5000L * i, 500L * i));
        }
        caravan.held = 3000;
        caravan.lagBytes = 1000;
        caravan.hot =
                List.of(new Situation.Hot(new RelativePath("h"), 4000), new Situation.Hot(new RelativePath("i"), 6000));
        Forecast forecast = forecast(TWO, Optional.empty());
        assertThat(forecast.parts())
                .extracting(Forecast.Part::name, Forecast.Part::likelyMillis)
                .containsExactly(
                        tuple("let the log come", 1000L),
                        tuple("read the log", 10_000L),
                        tuple("look at what is held", 300_000L),
                        tuple("copy hot files", 10_000L),
                        tuple("prove the freeze", 120_000L),
                        tuple("set directory times", 100L),
                        tuple("verify what changed", 300_300L));
        assertThat(forecast.likelyMillis()).isEqualTo(321_000 + 100 + 300_300);
        assertThat(forecast.highMillis()).isEqualTo(forecast.likelyMillis() + 59_000);
        assertThat(forecast.knows()).isTrue();
        assertThat(forecast.changesPerSecond()).isEqualTo(1.0);
    }

    @Test
    void saysThatItGuessesWhereTooLittleWasSeen() {
        caravan.held = 50;
        Forecast forecast = forecast(TWO, Optional.empty());
        assertThat(forecast.knows()).isFalse();
        assertThat(forecast.highMillis()).isNull();
        assertThat(forecast.lowMillis()).isEqualTo(120_000);
        assertThat(forecast.parts().get(2).basis()).isEqualTo("50 paths, guessed, since too little was seen yet");
    }

    @Test
    void learnsFromTheLastVerificationHowLongOneOfEverythingTakes() {
        Forecast.Part part =
                forecast(Scope.EVERYTHING, Optional.empty()).parts().get(6);
        assertThat(part.likelyMillis()).isEqualTo(60_000);
        assertThat(part.lowMillis()).isEqualTo(30_000);
        assertThat(part.highMillis()).isEqualTo(120_000);
        caravan.lastVerify = null;
        assertThat(forecast(Scope.EVERYTHING, Optional.empty()).knows()).isFalse();
    }

    @Test
    void learnsFromTheLastWalkHowLongTheOneWithinTheFreezeTakes() {
        options = Options.DEFAULT;
        Forecast forecast = forecast(Scope.EVERYTHING, Optional.empty());
        assertThat(forecast.parts())
                .contains(new Forecast.Part("walk the source", 20_000, 200_000, 400_000L, "the last one took 200 s"))
                .anySatisfy(part -> assertThat(part.name()).isEqualTo("verify what changed"));
        assertThat(forecast.likelyMillis()).isEqualTo(201_000);
        caravan.lastPass = null;
        assertThat(forecast(Scope.EVERYTHING, Optional.empty()).knows()).isFalse();
    }

    @Test
    void countsTheWaitForALogThatDoesNotTellHowFarItIs() {
        caravan.shown = Heartbeat.Shown.NO;
        assertThat(forecast(TWO, Optional.empty()).parts().get(0))
                .isEqualTo(new Forecast.Part(
                        "let the log come", 10_000, 10_000, 10_000L, "it does not show what is looked up"));
        caravan.follows = false;
        assertThat(forecast(TWO, Optional.empty()).parts().get(0).name()).isEqualTo("read the log");
    }

    private Forecast forecast(Scope changed, Optional<Freeze.Change> newest) {
        return forecaster.forecast(caravan.situation(), changed, options, PROOF, newest, NOW);
    }
}
