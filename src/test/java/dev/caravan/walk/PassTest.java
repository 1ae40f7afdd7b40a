package dev.caravan.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.change.OffsetStore;
import dev.caravan.change.Page;
import dev.caravan.change.RelativePath;
import dev.caravan.change.SettableClock;
import dev.caravan.change.SoleTicket;
import dev.caravan.change.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PassTest {
    private static final Instant BEGAN = Instant.parse("2026-03-26T11:45:56Z");
    private static final RelativePath A = new RelativePath("a");
    private static final RelativePath B = new RelativePath("b");

    private final SettableClock clock = new SettableClock(BEGAN);
    private final Frontier frontier = new Frontier(Optional.empty(), 10);
    private final Memory memory = new Memory();
    private int released;
    private final Pass pass = new Pass(frontier, BEGAN, Ticket.NONE, memory, clock);

    @Test
    void isAtTheFirstDirectoryOfWhichSomebodyHoldsTheTicket() throws InterruptedException {
        Ticket a = begin(A);
        Ticket b = begin(B);
        save();
        assertThat(memory.position).isEqualTo(new WalkPosition(BEGAN, A));
        // A young file of it waits until it is quiet.
        a.retain();
        a.release();
        b.release();
        save();
        assertThat(memory.position.next()).isEqualTo(A);
        a.release();
        frontier.found(List.of(new Frontier.Found(B, Page.Copy.NONE)));
        save();
        assertThat(memory.position.next()).isEqualTo(B);
    }

    @Test
    void isDoneWhenTheWalkHasEndedAndNothingWaits() throws InterruptedException {
        Ticket a = begin(A);
        pass.ended(true);
        assertThat(memory.position.isCutOff()).as("something of it waits").isTrue();
        a.release();
        assertThat(memory.position).isEqualTo(new WalkPosition(BEGAN, null));
    }

    @Test
    void staysWhereItWasCutOff() throws InterruptedException {
        Ticket a = begin(A);
        pass.ended(false);
        a.release();
        assertThat(memory.position).isEqualTo(new WalkPosition(BEGAN, A));
    }

    @Test
    void writesAtMostOnceASecond() throws InterruptedException {
        begin(A);
        save();
        pass.goingOn();
        pass.goingOn();
        assertThat(memory.writes).isEqualTo(1);
    }

    @Test
    void holdsTheTicketOfWhoAskedAsWell() {
        Ticket asked = new SoleTicket("ticket of who asks", () -> released++);
        Pass other = new Pass(frontier, BEGAN, asked, memory, clock);
        Ticket ticket = other.issue(A);
        asked.release();
        ticket.retain();
        ticket.release();
        assertThat(released).isZero();
        ticket.release();
        assertThat(released).isEqualTo(1);
    }

    private Ticket begin(RelativePath directory) throws InterruptedException {
        frontier.found(List.of(new Frontier.Found(directory, Page.Copy.OF_EQUAL_TIMES)));
        assertThat(frontier.next()).isPresent();
        return pass.issue(directory);
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
