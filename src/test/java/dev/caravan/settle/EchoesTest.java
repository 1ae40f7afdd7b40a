package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Look;
import dev.caravan.entry.RelativePath;
import dev.caravan.settle.Echoes.Of;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EchoesTest {
    private static final Instant BEGIN = Instant.parse("2026-03-26T11:45:56Z");
    private static final Look LOOK = new Look(BEGIN, BEGIN.plusSeconds(3));
    private static final RelativePath PATH = new RelativePath("a/b");
    private static final RelativePath ABOVE = new RelativePath("a");

    private Duration skew = Duration.ZERO;
    private final Echoes echoes = new Echoes(Duration.ofSeconds(10), () -> skew);

    @ParameterizedTest
    @CsvSource({
        "-60000, NOTHING",
        "-1001, NOTHING",
        "-1000, A_LOOK",
        "0, A_LOOK",
        "3000, A_LOOK",
        "14000, A_LOOK",
        "14001, NOTHING",
        "60000, NOTHING"
    })
    void judgesAHintByItsTimeAfterTheLook(long millisAfterBegin, Of expected) {
        Instant seen = BEGIN.plusMillis(millisAfterBegin);
        echoes.looked(PATH, LOOK);
        assertThat(echoes.judge(PATH, seen, false)).isEqualTo(expected);
        assertThat(echoes.judge(ABOVE, seen, false)).isEqualTo(expected == Of.A_LOOK ? Of.A_LOOK_BELOW : expected);
        assertThat(echoes.judge(new RelativePath("a/bc"), seen, false)).isEqualTo(Of.NOTHING);
        assertThat(echoes.judge(new RelativePath("a/b/c"), seen, false)).isEqualTo(Of.NOTHING);
    }

    @Test
    void takesTheLogsClockIntoAccount() {
        echoes.looked(PATH, LOOK);
        skew = Duration.ofHours(1);
        assertThat(echoes.judge(PATH, BEGIN, false)).isEqualTo(Of.NOTHING);
        assertThat(echoes.judge(PATH, BEGIN.plusSeconds(3600), false)).isEqualTo(Of.A_LOOK);
    }

    @Test
    void knowsThatABracketedLookHasNoEchoOutsideOfItsBracketWhereCanariesAreLogged() {
        echoes.looked(PATH, new Look(BEGIN, BEGIN, true));
        assertThat(echoes.judge(PATH, BEGIN, true)).isEqualTo(Of.NOTHING);
        assertThat(echoes.judge(ABOVE, BEGIN, true)).isEqualTo(Of.NOTHING);
        assertThat(echoes.judge(PATH, BEGIN, false)).isEqualTo(Of.A_LOOK);
    }

    @Test
    void doubtsBesideALookOfAWalkWhateverWasBracketedNextToIt() {
        echoes.looked(PATH, new Look(BEGIN, BEGIN));
        echoes.looked(PATH, new Look(BEGIN.plusSeconds(5), BEGIN.plusSeconds(5), true));
        assertThat(echoes.judge(PATH, BEGIN, true)).isEqualTo(Of.A_LOOK);
        assertThat(echoes.judge(ABOVE, BEGIN, true)).isEqualTo(Of.A_LOOK_BELOW);
        echoes.looked(PATH, new Look(BEGIN.plusSeconds(50), BEGIN.plusSeconds(50), true));
        assertThat(echoes.judge(PATH, BEGIN.plusSeconds(50), true)).isEqualTo(Of.NOTHING);
    }

    @Test
    void remembersALookBelowADirectoryThoughALaterOneFollowed() {
        echoes.looked(new RelativePath("a/x"), new Look(BEGIN, BEGIN));
        echoes.looked(new RelativePath("a/y"), new Look(BEGIN.plusSeconds(9), BEGIN.plusSeconds(9)));
        assertThat(echoes.judge(ABOVE, BEGIN, false)).isEqualTo(Of.A_LOOK_BELOW);
        assertThat(echoes.judge(ABOVE, BEGIN.plusSeconds(19), false)).isEqualTo(Of.A_LOOK_BELOW);
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
            if (echoes.judge(new RelativePath("walked/" + i), BEGIN, false) == Of.NOTHING) {
                forgotten++;
            }
        }
        assertThat(forgotten).isZero();
        assertThat(echoes.judge(new RelativePath("walked/0"), BEGIN, false)).isEqualTo(Of.NOTHING);
    }
}
