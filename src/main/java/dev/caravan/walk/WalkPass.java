package dev.caravan.walk;

import dev.caravan.change.CallbackTicket;
import dev.caravan.change.OffsetStore;
import dev.caravan.change.Ticket;
import dev.caravan.change.WalkListener.Walk;
import dev.caravan.entry.RelativePath;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The record of a walk of the whole tree: its low-water mark is the first directory, in walk order, of which anything may still have
 * to be done. A pass that was cut off goes on there. What waits for quiet after the walk has ended keeps the mark where it is,
 * until the next pass begins, which looks at it too.
 *
 * <p>Any thread.
 */
final class WalkPass implements TreeWalk.Tickets {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final Frontier frontier;
    private final Walk walk;
    private final Ticket asked;
    private final OffsetStore<WalkPosition> offsets;
    private final Clock clock;
    private final BooleanSupplier isSound;
    private final Runnable whenSettled;
    private Instant savedAt = Instant.MIN;
    private boolean isWalked;
    private boolean isSettled;
    private boolean isSpoilt;
    private boolean isReplaced;

    /**
     * A pass that begins, or goes on.
     *
     * @param from where
     * @param asked the ticket of who asked for the walk, who holds it until the walk has ended
     * @param isSound false once a root was not there during this walk: whatever was found counts for nothing
     * @param whenSettled called once, when the walk has ended and nothing of it waits any more
     */
    WalkPass(
            Frontier frontier,
            Walk walk,
            RelativePath from,
            Ticket asked,
            OffsetStore<WalkPosition> offsets,
            Clock clock,
            BooleanSupplier isSound,
            Runnable whenSettled) {
        this.frontier = frontier;
        this.walk = walk;
        this.asked = asked;
        this.offsets = offsets;
        this.clock = clock;
        this.isSound = isSound;
        this.whenSettled = whenSettled;
        // Nobody may take the place of the walk before for this one's.
        offsets.begin(at(from));
    }

    private WalkPosition at(RelativePath next) {
        return new WalkPosition(walk.began(), next, walk.number());
    }

    @Override
    public Ticket issue(RelativePath directory) {
        frontier.unsettled(directory);
        asked.retain();
        return new CallbackTicket("a walk's ticket", () -> settled(directory)).merge(asked);
    }

    @Override
    public void over(Ticket ticket) {
        ticket.release();
    }

    private void settled(RelativePath directory) {
        frontier.settled(directory);
        synchronized (this) {
            if (!isWalked) {
                return;
            }
            save();
        }
        tellIfSettled();
    }

    @Override
    public synchronized void goingOn() {
        if (!clock.instant().isBefore(savedAt.plus(INTERVAL))) {
            save();
        }
    }

    @Override
    public void ended(boolean isDone) {
        synchronized (this) {
            isWalked = isDone;
            save();
        }
        tellIfSettled();
    }

    /** Another pass of the whole tree begins: the place that is written down is that one's. */
    synchronized void replaced() {
        isReplaced = true;
    }

    private void tellIfSettled() {
        synchronized (this) {
            if (!isWalked || isSpoilt || isSettled || frontier.position().isPresent()) {
                return;
            }
            isSettled = true;
        }
        whenSettled.run();
    }

    private void save() {
        // For good: what was passed may have been looked at while a root was away.
        isSpoilt |= !isSound.getAsBoolean();
        Optional<RelativePath> next = isSpoilt ? Optional.of(RelativePath.ROOT) : frontier.position();
        // Nothing known to be left is the end only when the walk says so.
        if (!isReplaced && (next.isPresent() || isWalked)) {
            offsets.begin(at(next.orElse(null)));
        }
        savedAt = clock.instant();
    }
}
