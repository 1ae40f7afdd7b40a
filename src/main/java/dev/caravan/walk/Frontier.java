package dev.caravan.walk;

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
 * The directories that a walk has found and not finished. The first in walk order is always taken first, so that the
 * memory for this grows with the depth of the tree and the size of its directories, not with the number of directories.
 *
 * <p>Thread-safe.
 */
final class Frontier implements Directories {
    private final Optional<RelativePath> from;
    private final int mostInHand;

    /** The subdirectories of each directory that were not taken yet, keyed by the first of them. */
    private final NavigableMap<RelativePath, Siblings> pending = new TreeMap<>(WalkOrder.INSTANCE);

    /** Directories with entries that may still be waiting, and the number of tickets held for each. */
    private final NavigableMap<RelativePath, Integer> unsettled = new TreeMap<>(WalkOrder.INSTANCE);

    private final Deque<Visit> walkedThrough = new ArrayDeque<>();
    private int inHand;
    private long pendingCount;
    private RuntimeException failure;

    private record Siblings(Found first, Iterator<Found> rest) {}

    /**
     * Begins with no directories.
     *
     * @param from where to resume: directories before it in walk order are left out, except those above it
     * @param mostInHand how many directories may be begun and not ended at a time
     */
    Frontier(Optional<RelativePath> from, int mostInHand) {
        this.from = from;
        this.mostInHand = mostInHand;
    }

    @Override
    public synchronized void begun() {
        inHand++;
    }

    @Override
    public synchronized void found(List<Found> subdirectories) {
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

    @Override
    public synchronized Optional<Step> next() throws InterruptedException {
        while (failure == null) {
            if (Thread.interrupted()) {
                // A page that ended because of the same interrupt must not look like the end of the walk.
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

    @Override
    public synchronized void walkedThrough(Visit visit) {
        walkedThrough.add(visit);
        notifyAll();
    }

    @Override
    public synchronized void ended(Visit visit) {
        inHand--;
        notifyAll();
    }

    /** Counts one more ticket for this directory, whose entries may have to wait. */
    synchronized void unsettled(RelativePath directory) {
        unsettled.merge(directory, 1, Integer::sum);
    }

    /** Counts one ticket less for this directory. */
    synchronized void settled(RelativePath directory) {
        unsettled.computeIfPresent(directory, (key, tickets) -> tickets == 1 ? null : tickets - 1);
    }

    @Override
    public synchronized void failed(Visit visit, RuntimeException why) {
        failure = why;
        notifyAll();
    }

    /** The first directory of which something may still have to be done; empty where there is none. */
    synchronized Optional<RelativePath> position() {
        return Stream.of(unsettled, pending)
                .filter(paths -> !paths.isEmpty())
                .map(NavigableMap::firstKey)
                .min(WalkOrder.INSTANCE);
    }

    @Override
    public synchronized long pending() {
        return pendingCount;
    }
}
