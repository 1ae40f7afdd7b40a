package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Canaries;
import dev.caravan.change.Look;
import dev.caravan.change.RelativePath;
import dev.caravan.settle.Echoes.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoesTest {
    private static final Instant BEGIN = Instant.parse("2026-03-26T11:45:56Z");
    private static final Look LOOK = new Look(BEGIN, BEGIN.plusSeconds(3));
    private static final RelativePath PATH = new RelativePath("a/b");

    private final Canaries canaries = new Canaries();
    private final Echoes echoes = new Echoes(Duration.ofSeconds(10), Optional.of(canaries));

    @ParameterizedTest
    @CsvSource({
        "-60000, NEWS",
        "-1001, NEWS",
        "-1000, CANDIDATE",
        "0, CANDIDATE",
        "3000, CANDIDATE",
        "13000, CANDIDATE",
        "13001, NEWS",
        "60000, NEWS"
    })
    void judgesAHintByItsTimeAfterTheLastLook(long millisAfterBegin, Judgement expected) {
        Instant seen = BEGIN.plusMillis(millisAfterBegin);
        echoes.looked(PATH, LOOK);
        assertThat(echoes.judge(PATH, seen)).isEqualTo(expected);

        echoes.recheckedUnchanged(PATH, LOOK);
        Judgement afterRecheck = expected == Judgement.NEWS ? Judgement.NEWS : Judgement.ECHO;
        assertThat(echoes.judge(PATH, seen)).isEqualTo(afterRecheck);
    }

    @Test
    void takesForAnEchoWhatTheLogSaysWithinABracketAndNothingElse() {
        Canaries.Bracket bracket = canaries.bracket(PATH);
        echoes.looked(PATH, LOOK);
        echoes.heard(bracket.opening());
        assertThat(echoes.judge(PATH, BEGIN)).isEqualTo(Judgement.ECHO);
        assertThat(echoes.judge(new RelativePath("a"), BEGIN)).isEqualTo(Judgement.ECHO);
        assertThat(echoes.judge(new RelativePath("a/bc"), BEGIN)).isEqualTo(Judgement.NEWS);
        assertThat(echoes.judge(new RelativePath("a/b/c"), BEGIN)).isEqualTo(Judgement.NEWS);
        echoes.recheckedUnchanged(PATH, LOOK);
        echoes.heard(bracket.closing());

        // Seen in the same second, and somebody else's.
        assertThat(echoes.judge(PATH, BEGIN)).isEqualTo(Judgement.CANDIDATE);
    }

    @Test
    void tellsBracketsThatOverlapApart() {
        Canaries.Bracket one = canaries.bracket(PATH);
        Canaries.Bracket two = canaries.bracket(PATH);
        echoes.heard(one.opening());
        echoes.heard(two.opening());
        echoes.heard(one.closing());
        assertThat(echoes.judge(PATH, BEGIN)).isEqualTo(Judgement.ECHO);
        echoes.heard(two.closing());
        assertThat(echoes.judge(PATH, BEGIN)).isEqualTo(Judgement.NEWS);
    }

    @Test
    void ignoresTheCanariesOfAnotherProcess() {
        echoes.heard(new Canaries().bracket(PATH).opening());
        assertThat(echoes.judge(PATH, BEGIN)).isEqualTo(Judgement.NEWS);
        echoes.recheckedUnchanged(PATH, LOOK);
        assertThat(echoes.judge(PATH, BEGIN)).isEqualTo(Judgement.ECHO);
    }

    @Test
    void takesEverythingForNewsWhereLooksHaveNoEcho() {
        Echoes none = new Echoes(Duration.ofSeconds(10), Optional.empty());
        none.recheckedUnchanged(PATH, LOOK);
        assertThat(none.judge(PATH, BEGIN)).isEqualTo(Judgement.NEWS);
    }

    @Test
    void knowsNothingOfAPathThatWasNotLookedAt() {
        echoes.looked(PATH, LOOK);
        assertThat(echoes.judge(new RelativePath("a"), BEGIN)).isEqualTo(Judgement.NEWS);
        assertThat(echoes.judge(RelativePath.ROOT, BEGIN)).isEqualTo(Judgement.NEWS);
    }

    @Test
    void judgesByTheLastLookOnly() {
        echoes.recheckedUnchanged(PATH, LOOK);
        Look later = new Look(BEGIN.plusSeconds(100), BEGIN.plusSeconds(100));
        echoes.looked(PATH, later);
        assertThat(echoes.judge(PATH, BEGIN)).isEqualTo(Judgement.NEWS);
        assertThat(echoes.judge(PATH, BEGIN.plusSeconds(101))).isEqualTo(Judgement.CANDIDATE);
    }

    @Test
    void remembersTheLatestLooksOfALongWalk() {
        int looks = 1_200_000;
        int latest = 100_000;
        for (int i = 0; i < looks; i++) {
            echoes.looked(new RelativePath("walked/" + i), LOOK);
        }
        int forgotten = 0;
        for (int i = looks - latest; i < looks; i++) {
            if (echoes.judge(new RelativePath("walked/" + i), BEGIN) == Judgement.NEWS) {
                forgotten++;
            }
        }
        assertThat(forgotten).isZero();
        assertThat(echoes.judge(new RelativePath("walked/0"), BEGIN)).isEqualTo(Judgement.NEWS);
    }
}
