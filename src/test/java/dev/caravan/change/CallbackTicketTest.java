package dev.caravan.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.testing.CountedTicket;
import org.junit.jupiter.api.Test;

class CallbackTicketTest {
    private int released;
    private final Ticket ticket = new CallbackTicket("ticket of a test", () -> released++);

    @Test
    void tellsWhenNobodyHoldsIt() {
        ticket.retain();
        ticket.release();
        assertThat(released).isZero();
        ticket.release();
        assertThat(released).isEqualTo(1);
    }

    @Test
    void refusesToBeHeldOrReleasedAfterItsEnd() {
        ticket.release();
        assertThatThrownBy(ticket::release).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(ticket::retain)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("ticket of a test: ");
        assertThat(released).isEqualTo(1);
    }

    @Test
    void staysOneWithItself() {
        ticket.retain();
        assertThat(ticket.merge(ticket)).isSameAs(ticket);
        ticket.release();
        assertThat(released).isEqualTo(1);
    }

    @Test
    void staysItselfWithNone() {
        assertThat(ticket.merge(Ticket.NONE)).isSameAs(ticket);
    }

    @Test
    void standsBesideAnother() {
        Ticket other = another();
        Ticket both = ticket.merge(other);
        assertThat(both.covers(ticket)).isTrue();
        assertThat(both.covers(other)).isTrue();
        both.release();
        assertThat(released).isEqualTo(2);
    }

    @Test
    void addsNothingToItselfAndSomethingToAnother() {
        assertThat(ticket.covers(ticket)).isTrue();
        assertThat(ticket.covers(Ticket.NONE)).isTrue();
        assertThat(ticket.covers(another())).isFalse();
        assertThat(ticket.covers(new CountedTicket(1))).isFalse();
        assertThat(ticket.covers(ticket.merge(another()))).isFalse();
    }

    private Ticket another() {
        return new CallbackTicket("another", () -> released++);
    }
}
