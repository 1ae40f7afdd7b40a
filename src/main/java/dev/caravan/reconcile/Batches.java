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
    private static final int MOST_ENTRIES = 32;
    private static final long MOST_BYTES = 8L << 20;

    private final Page page;
    private final Consumer<RelativePath> notMade;
    private final List<Verdict> directories = new ArrayList<>();
    private final List<Batch> others = new ArrayList<>();
    private List<Verdict> filling = new ArrayList<>();
    private long bytes;

    /**
     * Begins with no verdicts.
     *
     * @param notMade called with each directory that cannot be made on the target; the page's listener is told too
     */
    Batches(Page page, Consumer<RelativePath> notMade) {
        this.page = page;
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
        if (!filling.isEmpty() && (filling.size() == MOST_ENTRIES || bytes + size > MOST_BYTES)) {
            end();
        }
        filling.add(verdict);
        bytes += size;
    }

    private void end() {
        others.add(new Batch(filling, () -> {}));
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
        if (directories.isEmpty()) {
            page.finds().directoriesStand();
            return others;
        }
        List<Batch> all = new ArrayList<>();
        all.add(new Batch(directories, page.finds()::directoriesStand, this::notMade));
        all.addAll(others);
        return all;
    }
}
