package dev.caravan.walk;

import dev.caravan.change.ListedEntry;
import dev.caravan.change.Page;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * One walk through a directory and everything below it, depth first, with many directories in hand at a time so that
 * none waits for a slow one.
 *
 * <p>A directory is listed once it exists on the target. When all of its pages are done, and any of them changed
 * something in it, a last page sets its times. One thread walks; listings run on threads of their own, and pages may
 * end on any thread.
 */
final class TreeWalk {
    private final Optional<RelativePath> top;
    private final Directories directories;
    private final Tickets tickets;
    private final Lister lister;
    private final Pages pages;
    private final Executor listers;
    private volatile boolean isComplete = true;

    /** The tickets of a walk's directories. */
    interface Tickets {
        /** Issues a directory's ticket, held for its visit. */
        Ticket issue(Directories.Found directory);

        /** Called by the walking thread between two steps. */
        default void goingOn() {}

        /** Called once at the walk's end; {@code isDone} is false where it was cut off. */
        default void ended(boolean isDone) {}

        /** Called when the visit that holds this ticket is over. */
        void over(Ticket ticket);
    }

    /** Lists a directory, with retries. */
    @FunctionalInterface
    interface Lister {
        /**
         * Returns the names, to be closed by the caller; no names where the directory is gone or cannot be listed.
         *
         * @param onTarget false where the target's directory is still empty
         */
        SortedNames list(RelativePath directory, boolean onTarget) throws InterruptedException;
    }

    /** Told of a page's end. */
    @FunctionalInterface
    interface Done {
        void done(boolean lookedAt);
    }

    /** Has pages looked at. */
    @FunctionalInterface
    interface Pages {
        /** Waits for a free worker, then has the page looked at. {@code done} is called once, on any thread. */
        void handOver(Page page, Done done) throws InterruptedException;
    }

    /**
     * Creates a walk that has not begun.
     *
     * @param top where it begins; empty where the directories come from elsewhere
     * @param directories the directories to walk
     * @param listers the threads of the listings
     */
    TreeWalk(
            Optional<RelativePath> top,
            Directories directories,
            Tickets tickets,
            Lister lister,
            Pages pages,
            Executor listers) {
        this.top = top;
        this.directories = directories;
        this.tickets = tickets;
        this.lister = lister;
        this.pages = pages;
        this.listers = listers;
    }

    /**
     * Walks, and returns when every page is done.
     *
     * @return false where a directory could not be listed, or a page could not be looked at
     * @throws RuntimeException an unexpected failure of a listing: the walk is not done
     */
    boolean run() throws InterruptedException {
        if (top.isPresent()) {
            begin(top.get());
        }
        for (Optional<Directories.Step> step = directories.next(); step.isPresent(); step = directories.next()) {
            tickets.goingOn();
            if (step.get() instanceof Directories.Step.Begin begin) {
                Visit visit = visit(begin.found());
                boolean onTarget = begin.found().copy() != Page.Copy.NONE;
                listers.execute(() -> list(visit, onTarget));
            } else if (step.get() instanceof Directories.Step.End end) {
                end(end.visit());
            }
        }
        return isComplete;
    }

    /**
     * Begins with the directory above the top, as a directory with one page of one entry: if the top is made new, that
     * directory's times have to be set. They may already differ before: where the top was moved here, and is walked for
     * that reason, the move has changed them.
     */
    private void begin(RelativePath top) throws InterruptedException {
        directories.begun();
        Page.Copy copy = top.isRoot() ? Page.Copy.OF_EQUAL_TIMES : Page.Copy.OF_OTHER_TIMES;
        Visit above = visit(new Directories.Found(top.parent(), copy, Ticket.NONE));
        handOver(above, List.of(ListedEntry.unknown(top)));
        above.handedOver();
    }

    private Visit visit(Directories.Found found) {
        return new Visit(
                found.directory(), found.copy(), tickets.issue(found), directories::found, directories::walkedThrough);
    }

    private void list(Visit visit, boolean onTarget) {
        try (SortedNames names = lister.list(visit.directory(), onTarget)) {
            incompleteUnless(names.areComplete());
            while (names.hasMore()) {
                handOver(visit, names.next(Page.MAX_ENTRIES));
            }
            visit.handedOver();
        } catch (InterruptedException e) {
            // The consumer was stopped, and the walking thread is too.
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            directories.failed(visit, e);
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
        directories.ended(visit);
    }

    private void incompleteUnless(boolean good) {
        if (!good) {
            isComplete = false;
        }
    }
}
