package dev.caravan.walk;

import dev.caravan.change.ListedEntry;
import dev.caravan.change.Page;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One pass through a directory and everything below it, depth first, with many directories in hand at a time so that nobody waits
 * for one of them.
 *
 * <p>A directory is listed once it stands on the target. When all of its pages are done, and anything was to be done in them, a last
 * page sets its times. One thread walks; listings run on threads of their own, and pages end on any.
 */
final class TreeWalk {
    private final RelativePath top;
    private final Frontier frontier;
    private final Tickets tickets;
    private final Lister lister;
    private final Pages pages;
    private final Executor listers;
    private volatile boolean isComplete = true;

    /** The tickets of a walk's directories. */
    interface Tickets {
        /** A directory's ticket, held for its visit. */
        Ticket issue(RelativePath directory);

        /** Called now and then by the thread that walks, between two steps. */
        default void goingOn() {}

        /** The walk ends here, done or cut off. */
        default void ended(boolean isDone) {}

        /** The visit that held the ticket is over. */
        void over(Ticket ticket);
    }

    /** Lists a directory, whatever it takes. */
    @FunctionalInterface
    interface Lister {
        /**
         * The names, to be closed; none also where the directory is gone or cannot be listed.
         *
         * @param onTarget false where the target has nothing in it yet
         */
        SortedNames list(RelativePath directory, boolean onTarget) throws InterruptedException;
    }

    /** Told of a page's end. */
    @FunctionalInterface
    interface Done {
        void done(boolean lookedAt);
    }

    /** Takes pages. */
    @FunctionalInterface
    interface Pages {
        /** Waits for room, then has the page looked at and calls {@code done} once, on any thread. */
        void handOver(Page page, Done done) throws InterruptedException;
    }

    /**
     * A walk that has not begun.
     *
     * @param frontier where it begins
     * @param listers runs as many listings at a time as it has threads
     */
    TreeWalk(RelativePath top, Frontier frontier, Tickets tickets, Lister lister, Pages pages, Executor listers) {
        this.top = top;
        this.frontier = frontier;
        this.tickets = tickets;
        this.lister = lister;
        this.pages = pages;
        this.listers = listers;
    }

    /**
     * Returns when every page is done.
     *
     * @return false where a directory could not be listed, or a page not be looked at
     * @throws RuntimeException what a listing ended with that nobody foresaw: the walk is not done
     */
    boolean run() throws InterruptedException {
        begin();
        for (Optional<Frontier.Step> step = frontier.next(); step.isPresent(); step = frontier.next()) {
            tickets.goingOn();
            if (step.get() instanceof Frontier.Step.Begin begin) {
                Visit visit = visit(begin.found());
                boolean onTarget = begin.found().copy() != Page.Copy.NONE;
                listers.execute(() -> list(visit, onTarget));
            } else if (step.get() instanceof Frontier.Step.End end) {
                end(end.visit());
            }
        }
        return isComplete;
    }

    /**
     * The directory above counts as one of the walk's, with one page of one entry: where that is new, it has a new time. It may have
     * another one before: what was moved there from elsewhere, and is walked therefore, left its mark on it.
     */
    private void begin() throws InterruptedException {
        frontier.begun();
        Page.Copy copy = top.isRoot() ? Page.Copy.OF_EQUAL_TIMES : Page.Copy.OF_OTHER_TIMES;
        Visit above = visit(new Frontier.Found(top.parent(), copy));
        handOver(above, List.of(ListedEntry.unknown(top)));
        above.handedOver();
    }

    private Visit visit(Frontier.Found found) {
        return new Visit(
                found.directory(),
                found.copy(),
                tickets.issue(found.directory()),
                frontier::found,
                frontier::walkedThrough);
    }

    private void list(Visit visit, boolean onTarget) {
        try (SortedNames names = lister.list(visit.directory(), onTarget)) {
            incompleteUnless(names.areComplete());
            while (names.hasMore()) {
                handOver(visit, names.next(Page.MAX_ENTRIES));
            }
            visit.handedOver();
        } catch (InterruptedException e) {
            // Stopped, and so is the thread that walks.
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            frontier.failed(e);
        }
    }

    private void handOver(Visit visit, List<ListedEntry> entries) throws InterruptedException {
        Visit.InHand page = visit.begin(entries);
        pages.handOver(page.page(), lookedAt -> {
            incompleteUnless(lookedAt);
            page.done();
        });
    }

    private void end(Visit visit) throws InterruptedException {
        if (visit.needsTimes()) {
            pages.handOver(visit.lastPage(), lookedAt -> over(visit, lookedAt));
        } else {
            over(visit, true);
        }
    }

    private void over(Visit visit, boolean lookedAt) {
        incompleteUnless(lookedAt);
        tickets.over(visit.ticket());
        frontier.ended();
    }

    private void incompleteUnless(boolean good) {
        if (!good) {
            isComplete = false;
        }
    }
}
