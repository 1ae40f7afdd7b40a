package dev.caravan.fleet;

import dev.caravan.change.Fence;
import dev.caravan.change.Mark;
import dev.caravan.change.Ticket;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * The time for which a partition belongs to this mover without a break. What is begun in a term must not be written after
 * it. Thread-safe; offsets are taken in and committed by the thread that polls.
 */
final class Term implements Fence {
    private static final long NOTHING = -1;

    private final Mark<Long> mark;
    private final BooleanSupplier confirmed;
    private volatile boolean lost;
    private volatile long position = NOTHING;
    private boolean begun;
    private long committed = NOTHING;

    /**
     * Begins a term.
     *
     * @param marks makes the low-water mark of a partition for this term
     * @param confirmed true where the group has confirmed recently that this mover belongs to it
     */
    Term(Function<Fence, Mark<Long>> marks, BooleanSupplier confirmed) {
        this.confirmed = confirmed;
        mark = marks.apply(this);
    }

    @Override
    public Right right() {
        if (lost) {
            return Right.LOST;
        }
        return confirmed.getAsBoolean() ? Right.HELD : Right.UNSURE;
    }

    /** The ticket of the record with this offset. */
    Ticket issue(long offset) {
        if (!begun) {
            // All before the first record that was fetched was done in an earlier term.
            mark.begin(offset);
            begun = true;
        }
        return mark.issue(offset + 1);
    }

    /** The term is over. */
    void lose() {
        lost = true;
    }

    /** The offset before which everything is done; empty before the first record. */
    OptionalLong done() {
        return mark.get().map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    /** The same where it was not committed yet. */
    OptionalLong uncommitted() {
        OptionalLong done = done();
        return done.isPresent() && done.getAsLong() > committed ? done : OptionalLong.empty();
    }

    void commits(long offset) {
        committed = offset;
    }

    /** The last commit was perhaps not taken. */
    void commitFailed() {
        committed = NOTHING;
    }

    /** The offset of the next record that is taken; -1 where that is not known. */
    long position() {
        return position;
    }

    void isAt(long offset) {
        position = offset;
    }

    int outstanding() {
        return mark.outstanding();
    }
}
