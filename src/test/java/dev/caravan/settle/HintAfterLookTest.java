package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Look;
import dev.caravan.change.Task.Origin;
import dev.caravan.entry.RelativePath;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A hint after a look at its path, which may be the echo of the look. */
class HintAfterLookTest extends SettleFixture {
    /** What may be the echo of our own look is looked at once more, and else left to the looks that come anyway. */
    @ParameterizedTest
    @CsvSource({
        // What was the last look for, what did it come to, when was the hint seen after it: what becomes of the hint.
        "WALK,    in sync, -2,  HINT",
        "WALK,    in sync, -1,  RECHECK",
        "WALK,    in sync,  0,  RECHECK",
        "WALK,    in sync,  11, RECHECK",
        "WALK,    in sync,  12, HINT",
        "WALK,    applied,  0,  RECHECK",
        "WALKED,  in sync,  0,  RECHECK",
        "HINT,    in sync, -2,  HINT",
        "HINT,    in sync,  0,  RECHECK",
        "HINT,    in sync,  12, HINT",
        "HINT,    applied,  0,  RECHECK",
        "RECHECK, in sync, -2,  HINT",
        "RECHECK, in sync,  0,  left",
        "RECHECK, in sync,  12, HINT",
        "RECHECK, applied,  0,  RECHECK",
        "AGAIN,   in sync,  0,  RECHECK",
        "AGAIN,   skipped,  0,  RECHECK",
        "RECHECK, skipped,  0,  left",
        "AGAIN,   in sync,  12, HINT",
    })
    void judgesAHintByTheLookBeforeIt(Origin origin, String outcome, int seconds, String expected)
            throws InterruptedException {
        lookedAt(origin, outcome);
        List<Held> admitted = admit(START.plusSeconds(seconds), PATH);
        boolean left = expected.equals("left");
        assertThat(admitted)
                .extracting(held -> held.task().origin().name())
                .isEqualTo(left ? List.of() : List.of(expected));
        // Nothing of it was proven to be ours.
        assertThat(meters.counter("caravan.settle.echoes").count()).isZero();
        assertThat(meters.get("caravan.settle.again").gauge().value())
                .isEqualTo(origin == Origin.WALK || origin == Origin.WALKED ? 0 : 1);
        assertThat(ticket.holders()).isEqualTo(left ? 1 : 2);
    }

    /** Where no canaries tell, each of our looks would ask for the next one. */
    @Test
    void leavesAHintToTheLooksThatComeAnywayOnceALookInDoubtHasFoundNothing() throws InterruptedException {
        for (Origin origin : List.of(Origin.HINT, Origin.AGAIN)) {
            lookedAt(origin, "in sync");
            assertThat(admit(START, PATH)).as("after " + origin).hasSize(1);
        }
        lookedAt(Origin.RECHECK, "in sync");
        lookedAt(Origin.AGAIN, "in sync");
        int before = ticket.holders();
        assertThat(admit(START, PATH)).isEmpty();
        assertThat(ticket.holders()).isEqualTo(before);
        assertThat(settle.putOff()).extracting(held -> held.task().path()).containsExactly(PATH);
        assertThat(admit(START, new RelativePath("a/unknown"))).hasSize(1);
        lookedAt(Origin.AGAIN, "applied");
        assertThat(admit(START, PATH)).as("after a change").hasSize(1);
    }

    @Test
    void takesAHintDuringALookForACandidateBeforeTheLookHasComeToAnything() throws InterruptedException {
        settle.looked(PATH, new Look(START, START));
        assertThat(admit(START, PATH).get(0).task().origin()).isEqualTo(Origin.RECHECK);
    }

    @Test
    void findsAWriteThatHidBehindTheEchoOfAWalk() throws InterruptedException {
        lookedAt(Origin.WALK, "in sync");
        // The write comes five seconds after the look; its hint and the look's echo cannot be told apart.
        List<Held> admitted = admit(START.plusSeconds(5), PATH);
        assertThat(admitted).hasSize(1);
        assertThat(admitted.get(0).due()).isEqualTo(START.plus(QUIET));
    }
}
