package dev.caravan.walk;

import dev.caravan.change.Page;
import dev.caravan.change.RelativePath;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One pass through a directory and everything below it, depth first.
 *
 * <p>A directory is listed once its own entry's page is done, so that its place on the target stands; when all of its pages are
 * done, a last page sets its times. The walking thread is the only one that lists; pages end on any thread.
 */
final class TreeWalk {
    private static final int PAGE_ENTRIES = 512;

    private final RelativePath top;
    private final Ticket ticket;
    private final Lister lister;
    private final Pages pages;
    private final Deque<Step> steps = new ArrayDeque<>();
    private int pagesOut;

    /**
     * What the walking thread does next.
     *
     * @param listed false: the directory is to be listed; true: all of its pages are done
     */
    private record Step(RelativePath directory, boolean listed) {}

    /** Lists a directory, whatever it takes. */
    @FunctionalInterface
    interface Lister {
        /** The entries; empty also where the directory is gone or cannot be listed. */
        List<RelativePath> list(RelativePath directory) throws InterruptedException;
    }

    /** Takes pages. */
    @FunctionalInterface
    interface Pages {
        /** Waits for room, then has the page looked at and calls {@code done} once, on any thread. */
        void handOver(Page page, Runnable done) throws InterruptedException;
    }

    TreeWalk(RelativePath top, Ticket ticket, Lister lister, Pages pages) {
        this.top = top;
        this.ticket = ticket;
        this.lister = lister;
        this.pages = pages;
    }

    /** Returns when every page is done. */
    void run() throws InterruptedException {
        handOver(top.parent(), List.of(top), Origin.WALK, () -> {});
        goOn();
        if (!top.isRoot()) {
            // A new entry gave the directory above it a new time.
            handOver(top.parent().parent(), List.of(top.parent()), Origin.WALKED, () -> {});
            goOn();
        }
    }

    private void goOn() throws InterruptedException {
        Step step = next();
        while (step != null) {
            if (step.listed()) {
                handOver(step.directory().parent(), List.of(step.directory()), Origin.WALKED, () -> {});
            } else {
                list(step.directory());
            }
            step = next();
        }
    }

    private void list(RelativePath directory) throws InterruptedException {
        List<RelativePath> entries = lister.list(directory);
        int count = (entries.size() + PAGE_ENTRIES - 1) / PAGE_ENTRIES;
        if (count == 0) {
            add(new Step(directory, true));
        }
        AtomicInteger left = new AtomicInteger(count);
        for (int page = 0; page < count; page++) {
            int start = page * PAGE_ENTRIES;
            List<RelativePath> some = entries.subList(start, Math.min(entries.size(), start + PAGE_ENTRIES));
            handOver(directory, some, Origin.WALK, () -> {
                if (left.decrementAndGet() == 0) {
                    add(new Step(directory, true));
                }
            });
        }
    }

    private void handOver(RelativePath directory, List<RelativePath> entries, Origin origin, Runnable afterwards)
            throws InterruptedException {
        List<RelativePath> subdirectories = Collections.synchronizedList(new ArrayList<>());
        synchronized (this) {
            pagesOut++;
        }
        pages.handOver(new Page(directory, entries, origin, ticket, subdirectories::add), () -> {
            subdirectories.forEach(found -> add(new Step(found, false)));
            afterwards.run();
            pageDone();
        });
    }

    private synchronized void add(Step step) {
        steps.push(step);
        notifyAll();
    }

    private synchronized void pageDone() {
        pagesOut--;
        notifyAll();
    }

    /** What to do next, waiting for pages that may bring more; null where all is done. */
    private synchronized Step next() throws InterruptedException {
        while (steps.isEmpty() && pagesOut > 0) {
            wait();
        }
        return steps.poll();
    }
}
