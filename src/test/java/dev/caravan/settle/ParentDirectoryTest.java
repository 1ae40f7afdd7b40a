package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict;
import dev.caravan.entry.RelativePath;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The directory of a changed entry is held as well, for its time. */
class ParentDirectoryTest extends SettleFixture {
    @Test
    void holdsTheDirectoryThatHasAnotherTimeThoughItsEntryIsInSync() {
        assertThat(settle.done(new Verdict.InSync(task(Origin.HINT, 0), look()).inOtherDirectory()))
                .extracting(held -> held.task().path())
                .containsExactly(PARENT);
    }

    @Test
    void holdsTheDirectoryWhoseTimeARenameChanged() {
        List<Held> follow = settle.done(new Verdict.Applied(task(Origin.HINT, 0), look(), true));
        assertThat(follow)
                .extracting(Held::task, Held::due)
                .containsExactly(tuple(new Task(PARENT, ticket, START, Origin.HINT, 0), START.plusSeconds(5)));
        // The task's own hold has passed to the directory.
        assertThat(ticket.holders()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "HINT,    0, true,  true",
        "RECHECK, 0, true,  true",
        "HINT,    0, false, false",
        // The walk sets the times of its directories itself, but not for what came later.
        "WALK,    0, true,  false",
        "WALK,    1, true,  true",
        "WALKED,  0, false, false",
    })
    void holdsADirectoryAgainOnlyWhereSomebodyHasTo(Origin origin, int waits, boolean renamed, boolean expected) {
        Task task = task(origin, 0);
        for (int wait = 0; wait < waits; wait++) {
            task = settle.again(new Verdict.Wait(task, look(), START, false, "young"))
                    .task();
        }
        assertThat(settle.done(new Verdict.Applied(task, look(), renamed))).hasSize(expected ? 1 : 0);
        assertThat(ticket.holders()).isEqualTo(expected ? 1 : 0);
    }

    @Test
    void holdsNothingAboveTheRoot() {
        Task root = new Task(RelativePath.ROOT, ticket, START, Origin.HINT, 0);
        assertThat(settle.done(new Verdict.Applied(root, look(), true))).isEmpty();
        assertThat(ticket.holders()).isZero();
    }

    @Test
    void leavesADirectoryThatIsHeldAlreadyAsItIs() throws InterruptedException {
        hold(admit(START, PARENT));
        clock.advance(Duration.ofSeconds(10));
        assertThat(settle.done(new Verdict.Applied(task(Origin.HINT, 0), look(), true)))
                .isEmpty();
        assertThat(hold.find(PARENT).due()).isEqualTo(START.plus(QUIET));
    }

    @Test
    void holdsTheDirectoryOfAHotFileOnceTheFileIsQuiet() {
        Held again = settle.again(new Verdict.Wait(task(Origin.HINT, 4), look(), START, true, "never became quiet"));
        assertThat(settle.done(new Verdict.InSync(again.task(), look())))
                .extracting(held -> held.task().path())
                .containsExactly(PARENT);
    }
}
