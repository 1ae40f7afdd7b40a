package dev.caravan.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.testing.Entries;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A first copy does not wait for what is young. */
class YoungFileTest extends DecisionFixture {
    @ParameterizedTest
    @CsvSource({
        // A walk copies at once what the target lacks, and comes back to it when it is quiet.
        "WALK,   3, false, APPLY",
        // Within two seconds of a change another may leave the same ctime.
        "WALK,   2, false, WAIT",
        // What would be replaced, or was hinted at and so is being written, waits.
        "WALK,   3, true,  WAIT",
        "HINT,   3, false, WAIT",
        "WALKED, 3, false, WAIT",
    })
    void isCopiedAtOnceInAFirstCopy(Origin origin, int age, boolean isOnTarget, Verdict.Kind expected) {
        Entry young = ofAge(age);

        Verdict verdict = decide(task("a", origin), young, isOnTarget ? Entries.sized(Entries.file(), 7) : NONE);

        assertThat(verdict.kind()).isEqualTo(expected);
        if (verdict instanceof Verdict.Apply apply) {
            assertThat(apply.again()).contains(LOOK.begin().minusSeconds(age).plus(QUIET));
        }
    }

    @Test
    void isLookedAtOnceWhereItIsQuiet() {
        Verdict verdict = decide(task("a", Origin.WALK), ofAge(120), NONE);

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Apply.class, apply -> assertThat(apply.again()).isEqualTo(Optional.empty()));
    }

    private static Entry ofAge(int seconds) {
        Instant then = LOOK.begin().minusSeconds(seconds);
        return Entries.changed(Entries.modified(Entries.file(), then), then);
    }
}
