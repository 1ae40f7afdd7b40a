package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What was copied before it was quiet is looked at again. */
class YoungCopyTest extends SettleFixture {
    private static final Instant AGAIN = START.plusSeconds(77);

    @Test
    void isHeldUntilItIsQuietAndItsTicketWithIt() {
        Task task = task(Origin.WALK, 0);
        Verdict copied = new Verdict.Applied(task, look(), true, List.of(), "", Optional.of(AGAIN));

        assertThat(settle.done(copied))
                .extracting(Held::task, Held::due)
                .containsExactly(tuple(new Task(PATH, ticket, START, Origin.HINT, 0), AGAIN));
        assertThat(ticket.holders()).isEqualTo(1);
    }

    @Test
    void tellsUntilWhenTheLastIsHeld() {
        assertThat(hold.heldUntil()).isEmpty();
        hold(List.of(
                new Held(task(Origin.HINT, 0), AGAIN, START),
                new Held(new Task(PARENT, ticket, START, Origin.HINT, 0), START, START)));

        assertThat(hold.heldUntil()).contains(AGAIN);
    }
}
