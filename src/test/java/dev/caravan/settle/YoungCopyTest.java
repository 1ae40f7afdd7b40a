package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.change.Batch;
import dev.caravan.change.Custody;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
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

    @Test
    void isHeldWithItsDirectoryWhereTheHoldIsCrowded() {
        crowd();
        Verdict copied = new Verdict.Applied(task(Origin.WALK, 0), look(), true, List.of(), "", Optional.of(AGAIN));

        assertThat(settle.done(copied))
                .extracting(Held::task, Held::due)
                .containsExactly(tuple(new Task(PARENT, ticket, START, Origin.ENTRIES, 0), AGAIN));
        assertThat(ticket.holders()).isEqualTo(1);
    }

    /** The directory may be held already, for its times. */
    @Test
    void isNotForgottenWhereItsDirectoryIsHeldAnyway() {
        hold(List.of(new Held(new Task(PARENT, Ticket.NONE, START, Origin.HINT, 0), START.plusSeconds(5), START)));
        hold(List.of(new Held(new Task(PARENT, ticket, START, Origin.ENTRIES, 0), AGAIN, START)));
        hold(List.of(new Held(new Task(PARENT, Ticket.NONE, START, Origin.HINT, 0), START.plusSeconds(5), START)));

        Held held = hold.find(PARENT);
        assertThat(held.task().origin()).isEqualTo(Origin.ENTRIES);
        assertThat(held.due()).isEqualTo(AGAIN);
        held.task().ticket().release();
        assertThat(ticket.holders()).isZero();
    }

    /** Whatever of a page has to wait until it is quiet. */
    @Test
    void waitsWithItsDirectoryWhereTheHoldIsCrowded() {
        crowd();
        Exchange exchange = new DefaultExchange(context);
        Task young = task(Origin.WALK, 0);
        Custody.take(exchange, young);
        Verdict wait = Verdict.Wait.lasting(young, look(), AGAIN, "young");

        List<Held> held = settle.end(new Batch(List.of(wait), 1, () -> {}), exchange);

        assertThat(held)
                .extracting(Held::task, Held::due)
                .containsExactly(tuple(new Task(PARENT, ticket, START, Origin.ENTRIES, 0), AGAIN));
        assertThat(Custody.end(exchange, held.get(0).task())).isTrue();
        assertThat(Custody.end(exchange, young)).isFalse();
        assertThat(ticket.holders()).isEqualTo(1);
    }

    private void crowd() {
        for (int i = 0; i < 50; i++) {
            hold(List.of(new Held(new Task(PARENT.child("f" + i), Ticket.NONE, START, Origin.HINT, 0), AGAIN, START)));
        }
    }
}
