package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.CountedTicket;
import dev.caravan.change.RelativePath;
import dev.caravan.change.Ticket;
import dev.caravan.walk.WalkRequests.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WalkRequestsTest {
    private static final RelativePath A = new RelativePath("a");
    private static final RelativePath B = new RelativePath("b");

    private final WalkRequests requests = new WalkRequests();

    @Test
    void givesThemInTheirOrder() throws InterruptedException {
        requests.add(B, Ticket.NONE);
        requests.add(A, Ticket.NONE);
        assertThat(requests.take().directory()).isEqualTo(B);
        assertThat(requests.take().directory()).isEqualTo(A);
    }

    @Test
    void walksADirectoryOnceThatIsAskedForManyTimes() throws InterruptedException {
        CountedTicket newer = new CountedTicket(2);
        CountedTicket older = new CountedTicket(1);
        requests.add(A, newer);
        requests.add(B, Ticket.NONE);
        requests.add(A, older);
        assertThat(requests.take()).isEqualTo(new Request(A, older));
        assertThat(newer.holders()).isZero();
        assertThat(older.holders()).isEqualTo(1);
        assertThat(requests.take().directory()).isEqualTo(B);
    }

    @Test
    void walksADirectoryAgainThatIsAskedForDuringItsWalk() throws InterruptedException {
        requests.add(A, Ticket.NONE);
        requests.take();
        requests.add(A, Ticket.NONE);
        assertThat(requests.take().directory()).isEqualTo(A);
    }

    @Test
    void isBusyUntilTheWalkHasEnded() throws InterruptedException {
        assertThat(requests.isBusy()).isFalse();
        requests.add(A, Ticket.NONE);
        assertThat(requests.isBusy()).isTrue();
        requests.take();
        assertThat(requests.isBusy()).isTrue();
        requests.done();
        assertThat(requests.isBusy()).isFalse();
    }
}
