package dev.caravan.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.change.CallbackTicket;
import dev.caravan.change.Fence.Right;
import dev.caravan.change.Ticket;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TicketTest {
    private final LowWaterMark<Integer> log = new LowWaterMark<>(Optional.of(0));
    private final LowWaterMark<Integer> walk = new LowWaterMark<>(Optional.of(0));

    @Test
    void markFollowsOldestOutstandingTicket() {
        Ticket first = log.issue(1);
        Ticket second = log.issue(2);
        Ticket third = log.issue(3);

        second.release();
        assertThat(log.get()).contains(0);
        first.release();
        assertThat(log.get()).contains(2);
        third.release();
        assertThat(log.get()).contains(3);
    }

    @Test
    void ticketIsOutUntilItsLastHolderReleasesIt() {
        Ticket ticket = log.issue(1);
        ticket.retain();

        ticket.release();
        assertThat(log.get()).contains(0);
        ticket.release();
        assertThat(log.get()).contains(1);
    }

    @Test
    void refusesOneReleaseTooMany() {
        Ticket ticket = log.issue(1);
        ticket.release();

        assertThatThrownBy(ticket::release).isInstanceOf(IllegalStateException.class);
        assertThat(log.outstanding()).isZero();
    }

    @Test
    void refusesToBeHeldAgainAfterItsEnd() {
        Ticket ticket = log.issue(1);
        ticket.release();

        assertThatThrownBy(ticket::retain).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(ticket::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void mergedTicketsOfOneFeedAreTheOlderWhicheverIsAsked() {
        Ticket first = log.issue(1);
        Ticket second = log.issue(2);
        Ticket third = log.issue(3);

        Ticket merged = second.merge(first).merge(third);

        assertThat(merged).isSameAs(first);
        assertThat(log.outstanding()).isEqualTo(1);
        merged.release();
        assertThat(log.get()).contains(3);
    }

    @Test
    void ticketMergedWithItselfHasOneHolderLess() {
        Ticket ticket = log.issue(1);
        ticket.retain();

        Ticket merged = ticket.merge(ticket);

        assertThat(log.get()).contains(0);
        merged.release();
        assertThat(log.get()).contains(1);
    }

    @Test
    void mergedTicketsOfDifferentFeedsHoldBothBack() {
        Ticket merged = log.issue(1).merge(walk.issue(10));
        merged.retain();

        merged.release();
        assertThat(log.get()).contains(0);
        assertThat(walk.get()).contains(0);
        merged.release();
        assertThat(log.get()).contains(1);
        assertThat(walk.get()).contains(10);
    }

    @Test
    void compositesHoldOnlyTheOldestOfEachFeed() {
        Ticket firstLog = log.issue(1);
        Ticket firstWalk = walk.issue(10);
        Ticket one = log.issue(2).merge(firstWalk);
        Ticket two = walk.issue(20).merge(firstLog);

        Ticket merged = one.merge(two);

        assertThat(log.outstanding()).isEqualTo(1);
        assertThat(walk.outstanding()).isEqualTo(1);
        merged.release();
        assertThat(log.get()).contains(2);
        assertThat(walk.get()).contains(20);
    }

    @Test
    void noneGivesWay() {
        Ticket ticket = log.issue(1);
        Ticket composite = log.issue(2).merge(walk.issue(10));

        assertThat(ticket.merge(Ticket.NONE)).isSameAs(ticket);
        assertThat(Ticket.NONE.merge(ticket)).isSameAs(ticket);
        assertThat(composite.merge(Ticket.NONE)).hasToString(composite.toString());
        assertThat(Ticket.NONE.merge(composite)).isSameAs(composite);
    }

    @Test
    void feedBegunAnewWaitsForWhatIsStillOut() {
        Ticket first = log.issue(1);
        Ticket second = log.issue(2);

        log.begin(100);
        second.release();
        assertThat(log.get()).contains(0);
        first.release();
        assertThat(log.get()).contains(100);
    }

    @Test
    void feedBeginsAtOnceWhereNothingIsOut() {
        log.issue(1).release();

        log.begin(100);

        assertThat(log.get()).contains(100);
    }

    /** A walk's ticket is no feed's: a path that both have named is under both. */
    @Test
    void standsBesideOneOfAnotherKind() {
        AtomicBoolean isReleased = new AtomicBoolean();
        Ticket other = new CallbackTicket("a walk's ticket", () -> isReleased.set(true));
        Ticket feed = log.issue(1);
        assertThat(feed.covers(other)).isFalse();
        assertThat(feed.covers(Ticket.NONE)).isTrue();
        for (boolean feedFirst : new boolean[] {true, false}) {
            feed.retain();
            other.retain();
            Ticket both = feedFirst ? feed.merge(other) : other.merge(feed);
            assertThat(both.covers(feed)).isTrue();
            assertThat(both.covers(other)).isTrue();
            assertThat(feed.covers(both)).isFalse();
            both.release();
        }
        feed.release();
        other.release();
        assertThat(log.get()).contains(1);
        assertThat(isReleased).isTrue();
    }

    @Test
    void workIsLostOnlyWhereEveryPartIs() {
        AtomicReference<Right> old = new AtomicReference<>(Right.HELD);
        AtomicReference<Right> present = new AtomicReference<>(Right.HELD);
        Ticket before = new LowWaterMark<Integer>(Optional.empty(), old::get).issue(1);
        Ticket after = new LowWaterMark<Integer>(Optional.empty(), present::get).issue(1);
        Ticket both = before.merge(after);

        old.set(Right.LOST);
        assertThat(before.right()).isEqualTo(Right.LOST);
        assertThat(both.right()).isEqualTo(Right.HELD);
        present.set(Right.UNSURE);
        assertThat(both.right()).isEqualTo(Right.UNSURE);
        present.set(Right.LOST);
        assertThat(both.right()).isEqualTo(Right.LOST);
    }

    @Test
    void whatAnotherFeedAsksForIsDoneWhateverWasLost() {
        Ticket lost = new LowWaterMark<Integer>(Optional.empty(), () -> Right.LOST).issue(1);

        assertThat(lost.merge(log.issue(1)).right()).isEqualTo(Right.HELD);
        assertThat(Ticket.NONE.right()).isEqualTo(Right.HELD);
    }

    @Test
    void aTicketOfANewTermIsNotCoveredByOneOfTheLost() {
        LowWaterMark<Integer> lost = new LowWaterMark<>(Optional.empty(), () -> Right.LOST);
        LowWaterMark<Integer> taken = new LowWaterMark<>(Optional.empty());
        Ticket held = lost.issue(7);
        Ticket again = taken.issue(7);

        assertThat(held.covers(again)).isFalse();
        held.merge(again).release();
        assertThat(taken.get()).contains(7);
    }
}
