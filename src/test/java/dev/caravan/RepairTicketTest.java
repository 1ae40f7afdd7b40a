package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.CountedTicket;
import dev.caravan.change.Ticket;
import org.junit.jupiter.api.Test;

class RepairTicketTest {
    private final RepairTicket ticket = new RepairTicket();

    @Test
    void isReleasedWhenNobodyHoldsIt() {
        ticket.retain();
        ticket.release();
        assertThat(ticket.isReleased()).isFalse();
        ticket.release();
        assertThat(ticket.isReleased()).isTrue();
        assertThatThrownBy(ticket::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void staysOneWithItself() {
        ticket.retain();
        assertThat(ticket.merge(ticket)).isSameAs(ticket);
        ticket.release();
        assertThat(ticket.isReleased()).isTrue();
        assertThat(new RepairTicket().merge(Ticket.NONE)).isInstanceOf(RepairTicket.class);
    }

    @Test
    void addsNothingToItselfAndSomethingToAnother() {
        assertThat(ticket.covers(ticket)).isTrue();
        assertThat(ticket.covers(Ticket.NONE)).isTrue();
        assertThat(ticket.covers(new RepairTicket())).isFalse();
        assertThat(ticket.covers(new CountedTicket(1))).isFalse();
    }
}
