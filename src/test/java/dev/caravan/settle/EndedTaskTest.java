package dev.caravan.settle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.change.Batch;
import dev.caravan.change.Custody;
import dev.caravan.change.Look;
import dev.caravan.change.Task;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.Entries;
import java.util.List;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** A task ends once, and gives its ticket back. */
class EndedTaskTest extends SettleFixture {
    @Test
    void endsNoTaskThatIsStillToBeCarriedOut() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        Verdict apply = new Verdict.Apply(task(Origin.HINT, 0), look(), Entries.file(), Optional.empty(), false);
        Custody.take(exchange, apply.task());
        assertThatThrownBy(() -> settle.done(apply, exchange)).hasMessageContaining("is APPLY still");
        assertThat(ticket.holders()).isEqualTo(1);
        assertThat(settle.end(new Batch(List.of(apply), 1, () -> {}), exchange)).isEmpty();
        assertThat(Custody.end(exchange, apply.task())).isTrue();
    }

    @Test
    void givesNoTicketBackForATaskThatWasEndedBefore() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        Task task = task(Origin.HINT, 0);
        Custody.take(exchange, task);
        Verdict done = new Verdict.Applied(task, look(), true);
        settle.done(done, exchange);
        assertThat(ticket.holders()).isEqualTo(1);
        assertThat(settle.done(done, exchange))
                .allSatisfy(held -> assertThat(held.task().ticket()).isSameAs(Ticket.NONE));
        assertThat(ticket.holders()).isEqualTo(1);
    }

    @Test
    void looksByItselfAtADirectoryThatWentWhileItWasWalked() {
        Verdict walk = new Verdict.Walk(task(Origin.WALKED, 0), look(), PATH);
        assertThat(settle.end(new Batch(List.of(walk), 1, () -> {}), new DefaultExchange(new DefaultCamelContext())))
                .extracting(held -> held.task().origin())
                .containsExactly(Origin.HINT);
    }

    @Test
    void endsABatchAndHoldsWhatHasToWait() {
        Task done = new Task(PATH, ticket, START, Origin.WALK, 0);
        Task young = new Task(new RelativePath("a/young"), ticket, START, Origin.WALK, 0);
        Task linked = new Task(new RelativePath("a/linked"), ticket, START, Origin.WALK, 0);
        ticket.retain();
        ticket.retain();
        ticket.retain();
        Look look = new Look(START, START);
        List<Verdict> verdicts = List.of(
                new Verdict.Applied(done, look, true),
                new Verdict.Wait(young, look, START.plusSeconds(30), false, "young"),
                new Verdict.Applied(linked, look, true, List.of(new RelativePath("z/twin"))));
        int[] ended = {0};
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        List<Held> held = settle.end(new Batch(verdicts, 1, () -> ended[0]++), exchange);
        assertThat(held)
                .extracting(
                        each -> each.task().path().latin1(), each -> each.task().origin(), Held::due)
                .containsExactly(
                        tuple("a/young", Origin.HINT, START.plusSeconds(30)),
                        tuple("z/twin", Origin.HINT, START.plus(QUIET)));
        // The feed's, that of the one which waits, and that of the twin.
        assertThat(ticket.holders()).isEqualTo(3);
        assertThat(ended[0]).isEqualTo(1);
    }

    @Test
    void givesTheTicketOfALostTaskBackAndAsksForNothing() {
        Exchange exchange = new DefaultExchange(context);
        Task task = task(Origin.HINT, 0).withLateHint(START);
        Custody.take(exchange, task);

        assertThat(settle.done(new Verdict.Lost(task, look()), exchange)).isEmpty();
        assertThat(ticket.holders()).isZero();
        assertThat(meters.counter("caravan.settle.lost").count()).isEqualTo(1);
        assertThat(Custody.end(exchange, task)).isFalse();
        clock.advance(QUIET.multipliedBy(4));
        assertThat(settle.lookAgain()).isEmpty();
    }
}
