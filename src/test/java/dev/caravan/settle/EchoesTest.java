package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Canaries;
import dev.caravan.change.Look;
import dev.caravan.change.RelativePath;
import dev.caravan.settle.Echoes.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

    /** A write may come in the middle of a re-check that takes long. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 1"})
    void takesForNewsWhatIsMoreThanARecheckLeaves(int forTheEntry, int forItsDirectory) {
        for (int i = 0; i < 40; i++) {
            recheck(new RelativePath("d/f" + i), forTheEntry, forItsDirectory);
        }
        Canaries.Bracket bracket = canaries.bracket(PATH);
        echoes.heard(bracket.opening());
        RelativePath directory = new RelativePath("a");
        for (int i = 0; i < forItsDirectory; i++) {
            assertThat(echoes.judge(directory, BEGIN)).isEqualTo(Judgement.ECHO);
        }
        for (int i = 0; i < forTheEntry; i++) {
            assertThat(echoes.judge(PATH, BEGIN)).isEqualTo(Judgement.ECHO);
        }
        assertThat(echoes.judge(directory, BEGIN)).isEqualTo(Judgement.NEWS);
        assertThat(echoes.judge(PATH, BEGIN)).isEqualTo(Judgement.NEWS);
        echoes.heard(bracket.closing());
    }

    /** A link is read with two calls, and there may be few of them. */
    @Test
    void takesTheSameSurplusOfTheSameEntryForOursTheSecondTime() {
        for (int i = 0; i < 40; i++) {
            recheck(new RelativePath("d/f" + i), 1, 1);
        }
        assertThat(recheck(PATH, 2, 1)).contains(Judgement.NEWS);
        assertThat(recheck(PATH, 2, 1)).containsOnly(Judgement.ECHO);
        assertThat(recheck(PATH, 3, 1)).contains(Judgement.NEWS);
    }

    private List<Judgement> recheck(RelativePath path, int forTheEntry, int forItsDirectory) {
        Canaries.Bracket bracket = canaries.bracket(path);
        List<Judgement> judgements = new ArrayList<>();
        echoes.heard(bracket.opening());
        for (int i = 0; i < forItsDirectory; i++) {
            judgements.add(echoes.judge(path.parent(), BEGIN));
        }
        for (int i = 0; i < forTheEntry; i++) {
            judgements.add(echoes.judge(path, BEGIN));
        }
        echoes.heard(bracket.closing());
        return judgements;
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
