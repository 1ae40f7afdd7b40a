package dev.caravan.walk;

import dev.caravan.change.Fence;
import dev.caravan.change.Gap;
import dev.caravan.change.Page;
import dev.caravan.change.SharedWalk;
import dev.caravan.change.Ticket;
import dev.caravan.trees.Roots;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directories that this process has taken of a walk that several share. Each is done, and its ticket released, once all in
 * it is on its way under that ticket and others know of its subdirectories. It has no end. Thread-safe.
 */
final class SharedDirectories implements Directories, TreeWalk.Tickets {
    private static final Logger LOG = LoggerFactory.getLogger(SharedDirectories.class);
    private static final long POLL_MILLIS = 20;

    private final SharedWalk shared;
    private final Roots roots;
    private final int mostInHand;
    private final Gap.Recorder gaps;
    private final Clock clock;
    private final IdentityHashMap<Ticket, Taken> inHand = new IdentityHashMap<>();
    private final Deque<Visit> walkedThrough = new ArrayDeque<>();

    private record Taken(SharedWalk.Directory directory, Soundness soundness) {}

    /**
     * Begins with none.
     *
     * @param mostInHand how many directories may be begun and not ended at a time
     */
    SharedDirectories(SharedWalk shared, Roots roots, int mostInHand, Gap.Recorder gaps, Clock clock) {
        this.shared = shared;
        this.roots = roots;
        this.mostInHand = mostInHand;
        this.gaps = gaps;
        this.clock = clock;
    }

    @Override
    public void begun() {
        throw new IllegalStateException("a shared walk begins with what it takes");
    }

    @Override
    public void found(List<Found> subdirectories) {
        shared.handOn(subdirectories.stream()
                .map(each -> new SharedWalk.Directory(each.directory(), each.under()))
                .toList());
    }

    @Override
    public synchronized Optional<Step> next() throws InterruptedException {
        while (true) {
            if (Thread.interrupted()) {
                throw new InterruptedException("stopped");
            }
            if (!walkedThrough.isEmpty()) {
                return Optional.of(new Step.End(walkedThrough.poll()));
            }
            Optional<SharedWalk.Directory> taken = inHand.size() < mostInHand ? shared.poll() : Optional.empty();
            if (taken.isEmpty()) {
                wait(POLL_MILLIS);
            } else if (taken.get().ticket().right() == Fence.Right.LOST) {
                taken.get().ticket().release();
            } else {
                return Optional.of(begin(taken.get()));
            }
        }
    }

    private Step begin(SharedWalk.Directory directory) {
        inHand.put(directory.ticket(), new Taken(directory, new Soundness(roots)));
        // Another process may have begun with what is in it since it was found, and was killed before it set the times.
        // So these are looked at when all in it is done, in any case.
        return new Step.Begin(new Found(directory.path(), Page.Copy.OF_OTHER_TIMES, directory.ticket()));
    }

    @Override
    public Ticket issue(Found found) {
        return found.under();
    }

    @Override
    public void over(Ticket ticket) {
        // It is released where its directory has ended.
    }

    @Override
    public synchronized void walkedThrough(Visit visit) {
        walkedThrough.add(visit);
        notifyAll();
    }

    @Override
    public synchronized void ended(Visit visit) {
        Taken taken = inHand.remove(visit.ticket());
        notifyAll();
        if (taken == null) {
            // It was put back, and is somebody else's.
            return;
        }
        if (taken.soundness().isSound()) {
            visit.ticket().release();
        } else {
            LOG.info("directory {} is walked once more, since a root was away meanwhile", visit.directory());
            shared.putBack(List.of(taken.directory()));
        }
    }

    @Override
    public synchronized void failed(Visit visit, RuntimeException why) {
        LOG.error("walk of {} failed", visit.directory(), why);
        if (inHand.remove(visit.ticket()) != null) {
            gaps.record(Gap.below(visit.directory(), "walk", clock.instant(), "it was not listed: " + why));
            visit.ticket().release();
        }
        notifyAll();
    }

    /** Gives up what is in hand, and returns it. */
    synchronized Collection<SharedWalk.Directory> abandon() {
        List<SharedWalk.Directory> unfinished =
                inHand.values().stream().map(Taken::directory).toList();
        inHand.clear();
        walkedThrough.clear();
        return unfinished;
    }

    @Override
    public synchronized long pending() {
        return (long) shared.waiting() + inHand.size();
    }
}
