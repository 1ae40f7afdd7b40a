package dev.caravan.walk;

import dev.caravan.change.Page;
import dev.caravan.entry.RelativePath;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a walk knows of and has not done yet. The first in walk order is always taken first, so that the memory this needs grows
 * with the depth of the tree and the size of its directories, and not with the tree.
 *
 * <p>Any thread.
 */
final class Frontier {
    private final Optional<RelativePath> from;
    private final int mostInHand;

    /** What is left of the subdirectories of each directory, by the first of them. */
    private final NavigableMap<RelativePath, Siblings> pending = new TreeMap<>(WalkOrder.INSTANCE);

    /** Directories of which something may be waiting still, and under how many tickets. */
    private final NavigableMap<RelativePath, Integer> unsettled = new TreeMap<>(WalkOrder.INSTANCE);

    private final Deque<Visit> walkedThrough = new ArrayDeque<>();
    private int inHand;
    private long pendingCount;
    private RuntimeException failure;

    /** A directory that was found, and what the target has in its place. */
    record Found(RelativePath directory, Page.Copy copy) {}

    /** What the walking thread does next. */
    sealed interface Step {
        /** A directory is to be listed. */
        record Begin(Found found) implements Step {}

        /** All pages of a directory are done; its times are to be set. */
        record End(Visit visit) implements Step {}
    }

    private record Siblings(Found first, Iterator<Found> rest) {}

    /**
     * Nothing known yet.
     *
     * @param from where to go on; what is before it in walk order, and not above it, is left out
     * @param mostInHand how many directories are begun and not ended at a time
     */
    Frontier(Optional<RelativePath> from, int mostInHand) {
        this.from = from;
        this.mostInHand = mostInHand;
    }

    /** A directory that was not found on the way is in hand. */
    synchronized void begun() {
        inHand++;
    }

    /** Subdirectories of one directory, in walk order. */
    synchronized void found(List<Found> subdirectories) {
        List<Found> ahead = subdirectories.stream()
                .filter(found -> isAhead(found.directory()))
                .toList();
        pendingCount += ahead.size();
        await(ahead.iterator());
        notifyAll();
    }

    private boolean isAhead(RelativePath directory) {
        return from.isEmpty()
                || WalkOrder.INSTANCE.compare(directory, from.get()) >= 0
                || from.get().startsWith(directory);
    }

    private void await(Iterator<Found> siblings) {
        if (siblings.hasNext()) {
            Found first = siblings.next();
            pending.put(first.directory(), new Siblings(first, siblings));
        }
    }

    /** What to do next, waiting for it; empty where all is done. */
    synchronized Optional<Step> next() throws InterruptedException {
        while (failure == null) {
            if (Thread.interrupted()) {
                // A page that ends because it was interrupted too must not look like the end of the walk.
                throw new InterruptedException("stopped");
            }
            if (!walkedThrough.isEmpty()) {
                return Optional.of(new Step.End(walkedThrough.poll()));
            }
            if (!pending.isEmpty() && inHand < mostInHand) {
                return Optional.of(new Step.Begin(take()));
            }
            if (pending.isEmpty() && inHand == 0) {
                return Optional.empty();
            }
            wait();
        }
        throw failure;
    }

    private Found take() {
        Siblings siblings = pending.pollFirstEntry().getValue();
        pendingCount--;
        await(siblings.rest());
        inHand++;
        return siblings.first();
    }

    /** All pages of this directory are done, and it has to be ended in its turn. */
    synchronized void walkedThrough(Visit visit) {
        walkedThrough.add(visit);
        notifyAll();
    }

    /** One directory less in hand. */
    synchronized void ended() {
        inHand--;
        notifyAll();
    }

    /** Something of this directory may have to wait, for quiet or for a worker. */
    synchronized void unsettled(RelativePath directory) {
        unsettled.merge(directory, 1, Integer::sum);
    }

    /** It does not wait any more. */
    synchronized void settled(RelativePath directory) {
        unsettled.computeIfPresent(directory, (key, tickets) -> tickets == 1 ? null : tickets - 1);
    }

    /** The walk cannot go on. */
    synchronized void failed(RuntimeException why) {
        failure = why;
        notifyAll();
    }

    /** Before which everything is done and settled; empty where that is everything that is known. */
    synchronized Optional<RelativePath> position() {
        return Stream.of(unsettled, pending)
                .filter(paths -> !paths.isEmpty())
                .map(NavigableMap::firstKey)
                .min(WalkOrder.INSTANCE);
    }

    /** How many directories are known and not begun. */
    synchronized long pending() {
        return pendingCount;
    }
}
