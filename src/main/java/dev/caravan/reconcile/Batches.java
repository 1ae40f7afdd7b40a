package dev.caravan.reconcile;

import dev.caravan.change.Batch;
import dev.caravan.change.Page;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Makes batches of a page's verdicts. Small entries share a batch, since an exchange and a thread switch for
 * each would cost more than the copies; but a batch is limited in bytes, so that no worker is left with all
 * of the work. Single-threaded.
 */
final class Batches {
    private static final int LEAST_ENTRIES = 32;

    /**
     * About so many workers are at a page at a time: creates and renames queue on their directory's lock, and more would
     * only wait there while other directories have none.
     */
    private static final int WORKERS_OF_PAGE = 4;

    private static final long MOST_BYTES = 8L << 20;

    private final Page page;
    private final Consumer<RelativePath> notMade;
    private final int mostEntries;
    private final List<Verdict> directories = new ArrayList<>();
    private final List<List<Verdict>> others = new ArrayList<>();
    private List<Verdict> filling = new ArrayList<>();
    private long bytes;

    /**
     * Begins with no verdicts.
     *
     * @param notMade called with each directory that cannot be made on the target; the page's listener is told too
     */
    Batches(Page page, Consumer<RelativePath> notMade) {
        this.page = page;
        mostEntries = Math.max(LEAST_ENTRIES, page.entries().size() / WORKERS_OF_PAGE);
        this.notMade = notMade;
    }

    void add(Verdict verdict) {
        if (verdict instanceof Verdict.Apply apply && apply.source().isDirectory()) {
            directories.add(verdict);
            return;
        }
        long size = verdict instanceof Verdict.Apply apply && apply.source().type() == Entry.Type.FILE
                ? apply.source().size()
                : 0;
        if (!filling.isEmpty() && (filling.size() == mostEntries || bytes + size > MOST_BYTES)) {
            end();
        }
        filling.add(verdict);
        bytes += size;
    }

    private void end() {
        others.add(filling);
        filling = new ArrayList<>();
        bytes = 0;
    }

    private void notMade(RelativePath directory) {
        notMade.accept(directory);
        page.finds().notMade(directory);
    }

    /** The batches: the directories as the first one, then the rest. */
    List<Batch> all() {
        if (!filling.isEmpty()) {
            end();
        }
        List<Batch> all = new ArrayList<>();
        if (directories.isEmpty()) {
            page.finds().directoriesStand();
        } else {
            all.add(new Batch(directories, WORKERS_OF_PAGE, page.finds()::directoriesStand, this::notMade));
        }
        int threads = Math.max(1, WORKERS_OF_PAGE / Math.max(1, others.size()));
        others.forEach(verdicts -> all.add(new Batch(verdicts, threads, () -> {})));
        return all;
    }
}
