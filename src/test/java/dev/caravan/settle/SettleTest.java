package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.change.Hint;
import dev.caravan.change.HintBatch;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict;
import dev.caravan.entry.RelativePath;
import java.util.List;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** A hint is held for a quiet period. */
class SettleTest extends SettleFixture {
    @Test
    void holdsAFirstHintForOneQuietPeriod() throws InterruptedException {
        clock.set(START.plusSeconds(7));
        assertThat(admit(START, PATH))
                .extracting(Held::task, Held::due)
                .containsExactly(
                        tuple(new Task(PATH, ticket, clock.instant(), Origin.HINT, 0), START.plusSeconds(127)));
        assertThat(ticket.holders()).isEqualTo(2);
        assertThat(meters.counter("caravan.settle.hints").count()).isEqualTo(1);
    }

    @Test
    void keepsTheDirectoryThatTheHintMeant() throws InterruptedException {
        Hint hint = new Hint.Named(PATH, 4711, START);
        Task task = settle.admit(new HintBatch(List.of(hint), ticket)).get(0).task();
        assertThat(task.directoryInode()).isEqualTo(4711);
        Look look = new Look(START, START);
        Held again = settle.again(new Verdict.Wait(task, look, START.plusSeconds(1), false, "young"));
        assertThat(again.task().directoryInode()).isEqualTo(4711);
        List<Held> late = settle.done(new Verdict.InSync(task.withLateHint(START), look));
        assertThat(late).extracting(held -> held.task().directoryInode()).containsExactly(4711L);
    }

    @Test
    void leavesWhatIsExcludedAlone() throws InterruptedException {
        assertThat(admit(START, new RelativePath("x/aladata/y"), new RelativePath(".caravan/trash")))
                .isEmpty();
        assertThat(ticket.holders()).isEqualTo(1);
    }

    @Test
    void givesEachPathOfABatchItsOwnHoldOnTheTicket() throws InterruptedException {
        List<Held> admitted = admit(START, PATH, PATH, PARENT);
        assertThat(ticket.holders()).isEqualTo(1 + admitted.size());
        hold(admitted);
        // Two of one path become one.
        assertThat(ticket.holders()).isEqualTo(3);
        ticket.release();
        clock.advance(QUIET);
        for (RelativePath path : List.of(PATH, PARENT)) {
            Task due = settle.due(hold.find(path));
            hold.remove(context, path.key(), new DefaultExchange(context));
            settle.done(new Verdict.InSync(due, look()));
        }
        assertThat(ticket.holders()).isZero();
        assertThat(meters.get("caravan.settle.held").gauge().value()).isZero();
    }
}
