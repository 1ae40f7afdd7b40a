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
 * The tickets and the stored position of a walk of the whole tree. The position is its low-water mark: the first
 * directory, in walk order, of which something may still have to be done. A walk that was cut off resumes there.
 * Entries that still wait for quiet after the walk's end hold the position back until the next pass begins, which looks
 * at them too.
 *
 * <p>Thread-safe.
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
     * Begins a pass, or resumes one.
     *
     * @param from the directory at which it begins
     * @param asked the requester's ticket, retained until all of the walk is done
     * @param isSound false once a root was away during this walk: its findings do not count
     * @param whenSettled called once, when the walk has ended and none of its entries waits any more
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
        // From here on the position of the walk before must not be taken for this one's.
        offsets.begin(at(from));
    }

    private WalkPosition at(RelativePath next) {
        return new WalkPosition(walk.began(), next, walk.number());
    }

    @Override
    public Ticket issue(Directories.Found found) {
        RelativePath directory = found.directory();
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

    /** Another pass of the whole tree begins: from now on it alone writes the position. */
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
        // This is never undone: directories may have been passed while a root was away.
        isSpoilt |= !isSound.getAsBoolean();
        Optional<RelativePath> next = isSpoilt ? Optional.of(RelativePath.ROOT) : frontier.position();
        // No position means the end only once the walk has ended.
        if (!isReplaced && (next.isPresent() || isWalked)) {
            offsets.begin(at(next.orElse(null)));
        }
        savedAt = clock.instant();
    }
}
