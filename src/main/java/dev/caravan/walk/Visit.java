package dev.caravan.walk;

import dev.caravan.change.ListedEntry;
import dev.caravan.change.Page;
import dev.caravan.change.Task.Origin;
import dev.caravan.change.Ticket;
import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/**
 * One directory on its way through a walk. The subdirectories of a page may be walked once they exist on the target,
 * while the rest of the page and other pages are still being done. When all of that is done, it has been walked through.
 * Thread-safe.
 */
final class Visit {
    private final RelativePath directory;
    private final Ticket ticket;
    private final Consumer<List<Directories.Found>> subdirectories;
    private final Consumer<Visit> walkedThrough;
    private boolean needsTimes;

    /** Starts at one, for the thread that hands the pages over, until it has handed over the last. */
    private int pagesOut = 1;

    /**
     * Begins a visit.
     *
     * @param copy the state of the target's directory
     * @param ticket held until the visit is over
     * @param subdirectories called with the subdirectories of each page that has any, in walk order
     * @param walkedThrough called once when the last page is done
     */
    Visit(
            RelativePath directory,
            Page.Copy copy,
            Ticket ticket,
            Consumer<List<Directories.Found>> subdirectories,
            Consumer<Visit> walkedThrough) {
        this.directory = directory;
        this.ticket = ticket;
        this.subdirectories = subdirectories;
        this.walkedThrough = walkedThrough;
        needsTimes = copy == Page.Copy.OF_OTHER_TIMES;
    }

    RelativePath directory() {
        return directory;
    }

    /** True where the directory's times have to be set at the end. */
    synchronized boolean needsTimes() {
        return needsTimes;
    }

    Ticket ticket() {
        return ticket;
    }

    /** Begins a page with these entries. */
    synchronized InHand begin(List<ListedEntry> entries) {
        pagesOut++;
        return new InHand(entries);
    }

    /** The page that sets the directory's times; it finds no subdirectories. */
    Page lastPage() {
        InHand nothing = new InHand(List.of());
        return new Page(directory.parent(), List.of(ListedEntry.unknown(directory)), Origin.WALKED, ticket, nothing);
    }

    /** All pages have been handed over. */
    void handedOver() {
        pageDone();
    }

    private void pageDone() {
        synchronized (this) {
            pagesOut--;
            if (pagesOut > 0) {
                return;
            }
        }
        walkedThrough.accept(this);
    }

    private synchronized void unequal() {
        needsTimes = true;
    }

    /** A page that was begun and is not done yet. */
    final class InHand implements Page.Listener {
        private final List<ListedEntry> entries;
        private final List<Directories.Found> found = new ArrayList<>();

        private InHand(List<ListedEntry> entries) {
            this.entries = entries;
        }

        Page page() {
            return new Page(directory, entries, Origin.WALK, ticket, this);
        }

        @Override
        public void directory(RelativePath path, Page.Copy copy) {
            synchronized (this) {
                found.add(new Directories.Found(path, copy, ticket));
            }
        }

        @Override
        public void notMade(RelativePath path) {
            synchronized (this) {
                found.removeIf(each -> each.directory().equals(path));
            }
        }

        @Override
        public void unequal() {
            Visit.this.unequal();
        }

        @Override
        public void directoriesStand() {
            List<Directories.Found> all;
            synchronized (this) {
                if (found.isEmpty()) {
                    return;
                }
                all = new ArrayList<>(found);
                found.clear();
            }
            all.sort(Comparator.comparing(Directories.Found::directory, WalkOrder.INSTANCE));
            subdirectories.accept(all);
        }

        /** The page has ended, whatever became of it. */
        void done() {
            directoriesStand();
            pageDone();
        }
    }
}
