package dev.caravan.verify;

import dev.caravan.change.ListedEntry;
import dev.caravan.change.Page;
import dev.caravan.change.Task;
import dev.caravan.entry.Escape;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.Trees;
import dev.caravan.verify.Outcome.Finding;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Compares the entries of the pages of one pass, each entry once. Where a directory has other times, it is compared
 * when the walk is through it, since every change in it sets its mtime. Any thread.
 */
final class VerifyPass {
    /** A file with more bytes to compare is compared on another thread, so that the rest of its page need not wait. */
    private static final long LARGE_BYTES = 4 << 20;

    private static final int MOST_TRIES = 3;

    private final Trees trees;
    private final Check check;
    private final ExecutorService large;
    private final VerifyMeters meters;
    private final Found found;
    private final Set<RelativePath> otherTimes = ConcurrentHashMap.newKeySet();

    /** Receives every outcome. Any thread. */
    @FunctionalInterface
    interface Found {
        void outcome(Outcome outcome);
    }

    VerifyPass(Trees trees, Check check, ExecutorService large, VerifyMeters meters, Found found) {
        this.trees = trees;
        this.check = check;
        this.large = large;
        this.meters = meters;
        this.found = found;
    }

    /**
     * Compares the entries of a page.
     *
     * @return the findings to repair; none in a directory that the target lacks, whose own repair brings what is
     *     below it
     */
    List<Finding> page(Page page) throws InterruptedException {
        List<Finding> toMend = new ArrayList<>();
        try (Directories directory = Directories.open(trees, page.directory())) {
            Map<RelativePath, Future<Outcome>> later = new LinkedHashMap<>();
            for (ListedEntry listed : page.entries()) {
                Outcome outcome = page.origin() == Task.Origin.WALKED
                        ? walked(listed.path(), directory)
                        : entry(listed.path(), directory, page.finds(), later);
                record(outcome, page, toMend);
            }
            page.finds().directoriesStand();
            await(later, page, toMend);
            return directory.isOnTarget() || page.directory().isRoot() ? toMend : List.of();
        } catch (IOException e) {
            found.outcome(error(page.directory(), e));
            return toMend;
        }
    }

    /** Compares the directories with other times to which the walk did not come back. */
    void finish() throws InterruptedException {
        for (RelativePath path : otherTimes) {
            try (Directories directory = Directories.open(trees, path.parent())) {
                record(walked(path, directory));
            } catch (IOException e) {
                record(error(path, e));
            }
        }
    }

    /** The outcome for a directory that the walk is through; null where its times were equal before. */
    private Outcome walked(RelativePath path, Directories directory) throws InterruptedException {
        return otherTimes.remove(path)
                ? outcome(path, () -> check.outcome(path, check.look(path, directory), directory))
                : null;
    }

    /** The outcome for an entry; null where it comes later. */
    private Outcome entry(
            RelativePath path, Directories directory, Page.Listener finds, Map<RelativePath, Future<Outcome>> later)
            throws InterruptedException {
        meters.entries().increment();
        Pair pair;
        try {
            pair = retried(() -> check.look(path, directory));
        } catch (IOException e) {
            return error(path, e);
        }
        if (pair.isDirectoryOfSource() && check.isToBeCopied(path, pair.source().orElseThrow())) {
            meters.directories().increment();
            boolean haveOtherTimes = check.haveOnlyOtherTimes(pair);
            finds.directory(path, copy(pair, haveOtherTimes));
            if (haveOtherTimes) {
                otherTimes.add(path);
                return null;
            }
        }
        if (check.contentBytes(path, pair) > LARGE_BYTES) {
            later.put(path, large.submit(() -> outcome(path, () -> large(path))));
            return null;
        }
        return outcome(path, () -> check.outcome(path, pair, directory));
    }

    private static Page.Copy copy(Pair pair, boolean haveOtherTimes) {
        if (pair.target().isEmpty() || !pair.target().get().isDirectory()) {
            return Page.Copy.NONE;
        }
        return haveOtherTimes ? Page.Copy.OF_OTHER_TIMES : Page.Copy.OF_EQUAL_TIMES;
    }

    /**
     * Compares a large file. It opens the parent directories itself, since those of the page are closed when the page's
     * thread is interrupted.
     */
    private Outcome large(RelativePath path) throws IOException {
        try (Directories directory = Directories.open(trees, path.parent())) {
            return check.outcome(path, check.look(path, directory), directory);
        }
    }

    private void await(Map<RelativePath, Future<Outcome>> later, Page page, List<Finding> toMend)
            throws InterruptedException {
        try {
            for (Future<Outcome> each : later.values()) {
                record(each.get(), page, toMend);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a page of directory " + page.directory() + " failed", e);
        } finally {
            later.values().forEach(each -> each.cancel(true));
        }
    }

    private void record(Outcome outcome, Page page, List<Finding> toMend) {
        if (outcome != null) {
            record(outcome);
            if (outcome instanceof Finding finding) {
                page.finds().unequal();
                toMend.add(finding);
            }
        }
    }

    private void record(Outcome outcome) {
        if (outcome instanceof Finding) {
            meters.findings().increment();
        }
        if (outcome != null) {
            found.outcome(outcome);
        }
    }

    /** A look that may fail. */
    @FunctionalInterface
    private interface At<T> {
        T look() throws IOException;
    }

    private static Outcome outcome(RelativePath path, At<Outcome> at) throws InterruptedException {
        try {
            return retried(at);
        } catch (IOException e) {
            return error(path, e);
        }
    }

    /** Looks again after an error: an entry that is removed between two calls fails once. */
    private static <T> T retried(At<T> at) throws IOException, InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return at.look();
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedException("stopped");
                }
                if (tries == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    private static Outcome error(RelativePath path, IOException e) {
        String text = e instanceof FileSystemException known && known.getReason() != null
                ? known.getReason()
                : e.getClass().getSimpleName();
        return new Outcome.Error(path, Escape.latin1(text));
    }
}
