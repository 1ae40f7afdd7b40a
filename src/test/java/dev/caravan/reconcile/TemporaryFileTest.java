package dev.caravan.reconcile;

import static dev.caravan.change.Task.Origin.WALK;
import static dev.caravan.change.Verdict.Kind.IN_SYNC;
import static dev.caravan.change.Verdict.Kind.REMOVE;
import static dev.caravan.testing.Entries.changed;
import static dev.caravan.testing.Entries.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Task;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Maker;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TemporaryName;
import org.junit.jupiter.api.Test;

/** What a copy that was not ended has left on the target. */
class TemporaryFileTest extends DecisionFixture {
    @Test
    void removesTheTemporaryFileOfACrashAndNotThatOfACopyInHand() {
        Task ours = new Task(TemporaryName.beside(new RelativePath("d/f")), Ticket.NONE, NOW, WALK, 0);
        assertThat(decide(ours, NONE, changed(file(), START.minusSeconds(1))).kind())
                .isEqualTo(IN_SYNC);
        // Of this host, from a process that ended: no process has the number of none.
        String ended = ours.path().latin1().replaceAll("-[0-9a-f]+-[0-9a-f]+\\.tmp$", "-7fffffff-1.tmp");
        assertThat(decide(task(ended, WALK), NONE, changed(file(), NOW)).kind()).isEqualTo(REMOVE);
    }

    @Test
    void removesWhatAnotherHostMadeOnceNobodyHasWrittenToItForLong() {
        String others = "d/.caravan.0123456789abcdef-00000000-1-1.tmp";
        Entry young = changed(file(), NOW.minusSeconds(599));
        assertThat(decide(task(others, WALK), NONE, changed(file(), NOW.minusSeconds(601)))
                        .kind())
                .isEqualTo(REMOVE);
        Verdict first = decide(task(others, WALK), NONE, young);
        assertThat(((Verdict.Wait) first).until()).isEqualTo(NOW.plusSeconds(2));
        // Somebody goes on to write to it.
        assertThat(decide(task(others, WALK).waited(), NONE, young).kind()).isEqualTo(IN_SYNC);
    }

    /** A large file may take hours, in which a slow server takes nothing for a while. */
    @Test
    void leavesWhatAnotherHostMakesAloneAsLongAsThatRenewsItsLease() {
        String others = "d/.caravan.0123456789abcdef-00000000-1-1.tmp";
        Entry old = changed(file(), NOW.minusSeconds(86400));
        makers = maker -> maker.equals("00000000-1-1") ? Maker.State.LIVES : Maker.State.UNKNOWN;
        Verdict first = decide(task(others, WALK), NONE, old);
        assertThat(((Verdict.Wait) first).until()).isEqualTo(NOW.plusSeconds(61));
        assertThat(decide(task(others, WALK).waited(), NONE, old).kind()).isEqualTo(IN_SYNC);
    }

    @Test
    void removesAtOnceWhatAnotherHostMadeWhoseLeaseHasExpired() {
        String others = "d/.caravan.0123456789abcdef-00000000-1-1.tmp";
        makers = maker -> Maker.State.ENDED;
        assertThat(decide(task(others, WALK), NONE, changed(file(), NOW)).kind())
                .isEqualTo(REMOVE);
    }
}
