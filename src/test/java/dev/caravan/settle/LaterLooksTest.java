package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The looks that come anyway after a look in doubt. */
class LaterLooksTest extends SettleFixture {
    @Test
    void looksAgainLaterAndLaterAtWhatDoesNotChange() {
        lookedAt(Origin.HINT, "in sync");
        List<Long> quietPeriods = new ArrayList<>();
        long before = 0;
        for (long second = 0; second <= 31 * QUIET.toSeconds(); second += 60) {
            clock.set(START.plusSeconds(second));
            for (Task task : settle.lookAgain()) {
                assertThat(task.origin()).isEqualTo(Origin.AGAIN);
                assertThat(task.ticket()).isSameAs(Ticket.NONE);
                quietPeriods.add((second - before) / QUIET.toSeconds());
                before = second;
                settle.done(new Verdict.InSync(task, new Look(clock.instant(), clock.instant())));
            }
        }
        assertThat(quietPeriods).containsExactly(1L, 2L, 4L, 8L, 16L);
    }

    @Test
    void looksAgainSoonAtWhatHasChanged() {
        lookedAt(Origin.HINT, "in sync");
        lookedAt(Origin.AGAIN, "in sync");
        lookedAt(Origin.AGAIN, "in sync");
        lookedAt(Origin.AGAIN, "applied");
        clock.advance(QUIET);
        assertThat(settle.lookAgain()).extracting(Task::path).containsExactly(PATH);
    }

    @Test
    void doesNotLookAgainForWhatIsNowhere() {
        lookedAt(Origin.HINT, "in sync");
        settle.done(Verdict.InSync.nowhere(new Task(PATH, Ticket.NONE, START, Origin.AGAIN, 0), look()));
        assertThat(settle.putOff()).isEmpty();
    }
}
