package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.CallbackTicket;
import dev.caravan.change.OffsetStore;
import dev.caravan.change.Page;
import dev.caravan.change.Ticket;
import dev.caravan.change.WalkListener.Walk;
import dev.caravan.entry.RelativePath;
import dev.caravan.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WalkPassTest {
    private static final Instant BEGAN = Instant.parse("2026-03-26T11:45:56Z");
    private static final RelativePath A = new RelativePath("a");
    private static final RelativePath B = new RelativePath("b");

    private final SettableClock clock = new SettableClock(BEGAN);
    private final Frontier frontier = new Frontier(Optional.empty(), 10);
    private final Memory memory = new Memory();
    private int released;
    private int settled;
    private boolean isSound = true;
    private final WalkPass pass = pass(Ticket.NONE);

    @Test
    void isAtTheFirstDirectoryOfWhichSomebodyHoldsTheTicket() throws InterruptedException {
        Ticket a = begin(A);
        Ticket b = begin(B);
        save();
        assertThat(memory.position).isEqualTo(new WalkPosition(BEGAN, A, 7));
        // A young file of it waits until it is quiet.
        a.retain();
        a.release();
        b.release();
        save();
        assertThat(memory.position.next()).isEqualTo(A);
        a.release();
        frontier.found(List.of(found(B)));
        save();
        assertThat(memory.position.next()).isEqualTo(B);
    }

    @Test
    void isDoneWhenTheWalkHasEndedAndNothingWaits() throws InterruptedException {
        Ticket a = begin(A);
        pass.ended(true);
        assertThat(memory.position.next()).as("something of it waits").isEqualTo(A);
        assertThat(settled).isZero();
        a.release();
        assertThat(settled).isEqualTo(1);
        assertThat(memory.position).isEqualTo(new WalkPosition(BEGAN, null, 7));
    }

    @Test
    void staysWhereItWasCutOff() throws InterruptedException {
        Ticket a = begin(A);
        pass.ended(false);
        a.release();
        assertThat(settled).isZero();
        assertThat(memory.position).isEqualTo(new WalkPosition(BEGAN, A, 7));
    }

    @Test
    void writesAtMostOnceASecond() throws InterruptedException {
        begin(A);
        save();
        pass.goingOn();
        pass.goingOn();
        assertThat(memory.writes).as("with the one at its begin").isEqualTo(2);
    }

    @Test
    void holdsTheTicketOfWhoAskedAsWell() {
        Ticket asked = new CallbackTicket("ticket of who asks", () -> released++);
        WalkPass other = pass(asked);
        Ticket ticket = other.issue(found(A));
        asked.release();
        ticket.retain();
        ticket.release();
        assertThat(released).isZero();
        ticket.release();
        assertThat(released).isEqualTo(1);
    }

    @Test
    void isAtTheRootFromItsBegin() {
        assertThat(memory.position).isEqualTo(new WalkPosition(BEGAN, RelativePath.ROOT, 7));
        assertThat(memory.position.canGoOn()).isFalse();
    }

    /** Whatever was passed may have been looked at while there was nothing to see. */
    @Test
    void isAtTheRootForGoodOnceARootWasAway() throws InterruptedException {
        Ticket a = begin(A);
        save();
        isSound = false;
        save();
        isSound = true;
        pass.ended(true);
        a.release();
        assertThat(memory.position).isEqualTo(new WalkPosition(BEGAN, RelativePath.ROOT, 7));
        assertThat(settled).isZero();
    }

    @Test
    void leavesThePlaceToThePassThatReplacesIt() throws InterruptedException {
        Ticket a = begin(A);
        pass.ended(true);
        pass.replaced();
        memory.begin(new WalkPosition(BEGAN.plusSeconds(9), B, 8));
        a.release();
        assertThat(memory.position.number()).isEqualTo(8);
        assertThat(settled).isEqualTo(1);
    }

    private WalkPass pass(Ticket asked) {
        Walk walk = new Walk("source", RelativePath.ROOT, 7, BEGAN);
        return new WalkPass(frontier, walk, RelativePath.ROOT, asked, memory, clock, () -> isSound, () -> settled++);
    }

    private static Directories.Found found(RelativePath directory) {
        return new Directories.Found(directory, Page.Copy.OF_EQUAL_TIMES, Ticket.NONE);
    }

    private Ticket begin(RelativePath directory) throws InterruptedException {
        frontier.found(List.of(found(directory)));
        assertThat(frontier.next()).isPresent();
        return pass.issue(found(directory));
    }

    private void save() {
        clock.advance(Duration.ofSeconds(1));
        pass.goingOn();
    }

    private static final class Memory implements OffsetStore<WalkPosition> {
        private WalkPosition position;
        private int writes;

        @Override
        public Optional<WalkPosition> read() {
            return Optional.ofNullable(position);
        }

        @Override
        public Ticket issue(WalkPosition end) {
            throw new UnsupportedOperationException("a walk's tickets are its own");
        }

        @Override
        public void begin(WalkPosition start) {
            position = start;
            writes++;
        }
    }
}
