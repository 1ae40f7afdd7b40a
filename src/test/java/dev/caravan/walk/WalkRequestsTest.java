package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.CountedTicket;
import dev.caravan.walk.WalkRequests.Request;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WalkRequestsTest {
    private static final RelativePath A = new RelativePath("a");
    private static final RelativePath B = new RelativePath("b");

    private final WalkRequests requests = new WalkRequests();

    @Test
    void givesThemInTheirOrder() throws InterruptedException {
        ask(B, Ticket.NONE);
        ask(A, Ticket.NONE);
        assertThat(requests.take().directory()).isEqualTo(B);
        assertThat(requests.take().directory()).isEqualTo(A);
    }

    @Test
    void walksADirectoryOnceThatIsAskedForManyTimes() throws InterruptedException {
        CountedTicket newer = new CountedTicket(2);
        CountedTicket older = new CountedTicket(1);
        ask(A, newer);
        ask(B, Ticket.NONE);
        ask(A, older);
        Request taken = requests.take();
        assertThat(taken.directory()).isEqualTo(A);
        assertThat(taken.ticket()).isEqualTo(older);
        assertThat(newer.holders()).isZero();
        assertThat(older.holders()).isEqualTo(1);
        assertThat(requests.take().directory()).isEqualTo(B);
    }

    @Test
    void walksADirectoryAgainThatIsAskedForDuringItsWalk() throws InterruptedException {
        ask(A, Ticket.NONE);
        requests.take();
        ask(A, Ticket.NONE);
        assertThat(requests.take().directory()).isEqualTo(A);
    }

    @Test
    void isBusyUntilTheWalkHasEnded() throws InterruptedException {
        assertThat(requests.isBusy()).isFalse();
        ask(A, Ticket.NONE);
        assertThat(requests.isBusy()).isTrue();
        Request taken = requests.take();
        assertThat(requests.isBusy()).isTrue();
        requests.done(taken);
        assertThat(requests.isBusy()).isFalse();
    }

    @Test
    void tellsEverybodyWhoAskedOfTheEnd() throws InterruptedException {
        CompletableFuture<WalkRequests.Walked> first = requests.add(A, Ticket.NONE);
        CompletableFuture<WalkRequests.Walked> second = requests.add(A, Ticket.NONE);
        Request request = requests.take();
        assertThat(first).isNotDone();
        request.done(Instant.EPOCH, true);
        assertThat(first).isCompletedWithValue(new WalkRequests.Walked(A, Instant.EPOCH, true));
        assertThat(second).isCompletedWithValue(new WalkRequests.Walked(A, Instant.EPOCH, true));
    }

    @Test
    void walksTheWholeTreeByOneWalkAtATime() throws InterruptedException {
        ask(RelativePath.ROOT, Ticket.NONE);
        Request first = requests.take();
        ask(RelativePath.ROOT, Ticket.NONE);
        ask(A, Ticket.NONE);
        assertThat(requests.take().directory()).isEqualTo(A);
        ask(B, Ticket.NONE);
        assertThat(requests.take().directory()).isEqualTo(B);
        requests.done(first);
        assertThat(requests.take().directory()).isEqualTo(RelativePath.ROOT);
    }

    @Test
    void goesOnWhereAWalkWasCutOffOnlyIfThatWillDoForAllWhoAsked() throws InterruptedException {
        CompletableFuture<?> unused = requests.goOn();
        Request alone = requests.take();
        assertThat(alone.mayGoOn()).isTrue();
        requests.done(alone);
        CompletableFuture<?> unusedToo = requests.goOn();
        ask(RelativePath.ROOT, Ticket.NONE);
        Request both = requests.take();
        assertThat(both.mayGoOn()).isFalse();
        assertThat(both.begun().mayGoOn()).isTrue();
    }

    private void ask(RelativePath directory, Ticket ticket) {
        CompletableFuture<?> unused = requests.add(directory, ticket);
    }
}
