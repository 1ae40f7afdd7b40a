package dev.caravan.walk;

import dev.caravan.change.OffsetStore;
import dev.caravan.change.RelativePath;
import dev.caravan.change.SoleTicket;
import dev.caravan.change.Ticket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The record of a walk of the whole tree: its low-water mark is the first directory, in walk order, of which anything may still have
 * to be done. A pass that was cut off goes on there. What waits for quiet after the walk has ended keeps the mark where it is.
 *
 * <p>Any thread.
 */
final class Pass implements TreeWalk.Tickets {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Frontier frontier;
    private final Instant began;
    private final Ticket asked;
    private final OffsetStore<WalkPosition> offsets;
    private final Clock clock;
    private Instant savedAt = Instant.MIN;
    private boolean isWalked;

    /**
     * A pass that begins, or goes on.
     *
     * @param asked the ticket of who asked for the walk, who holds it until the walk has ended
     */
    Pass(Frontier frontier, Instant began, Ticket asked, OffsetStore<WalkPosition> offsets, Clock clock) {
        this.frontier = frontier;
        this.began = began;
        this.asked = asked;
        this.offsets = offsets;
        this.clock = clock;
    }

    @Override
    public Ticket issue(RelativePath directory) {
        frontier.unsettled(directory);
        asked.retain();
        return new SoleTicket("a walk's ticket", () -> settled(directory)).merge(asked);
    }

    @Override
    public void over(Ticket ticket) {
        ticket.release();
    }

    private void settled(RelativePath directory) {
        frontier.settled(directory);
        synchronized (this) {
            if (isWalked) {
                save();
            }
        }
    }

    @Override
    public synchronized void goingOn() {
        if (!clock.instant().isBefore(savedAt.plus(INTERVAL))) {
            save();
        }
    }

    @Override
    public synchronized void ended(boolean isDone) {
        isWalked = isDone;
        save();
    }

    private void save() {
        Optional<RelativePath> next = frontier.position();
        // Nothing known to be left is the end only when the walk says so.
        if (next.isPresent() || isWalked) {
            offsets.begin(new WalkPosition(began, next.orElse(null)));
        }
        savedAt = clock.instant();
    }
}
