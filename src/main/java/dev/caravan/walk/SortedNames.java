package dev.caravan.walk;

import dev.caravan.change.ListedEntry;
import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.List;

/** The names in one directory, from which pages are made one after the other. Single-threaded. */
final class SortedNames implements AutoCloseable {
    private final RelativePath directory;
    private final List<String> source;
    private final List<String> target;
    private final Runnable closing;
    private final boolean areComplete;
    private int nextOfSource;
    private int nextOfTarget;

    /**
     * Takes the names of both sides, each list sorted.
     *
     * @param closing called when no more names are taken
     */
    SortedNames(RelativePath directory, List<String> source, List<String> target, Runnable closing) {
        this(directory, source, target, closing, true);
    }

    private SortedNames(
            RelativePath directory, List<String> source, List<String> target, Runnable closing, boolean areComplete) {
        this.areComplete = areComplete;
        this.directory = directory;
        this.source = source;
        this.target = target;
        this.closing = closing;
    }

    /** The names of a directory that does not exist. */
    static SortedNames none(RelativePath directory) {
        return new SortedNames(directory, List.of(), List.of(), () -> {});
    }

    /** The unknown names of a directory that could not be listed. */
    static SortedNames unknown(RelativePath directory) {
        return new SortedNames(directory, List.of(), List.of(), () -> {}, false);
    }

    /** False where the directory could not be listed. */
    boolean areComplete() {
        return areComplete;
    }

    boolean hasMore() {
        return nextOfSource < source.size() || nextOfTarget < target.size();
    }

    /** Returns the next entries, at most {@code most}, in the order of their bytes. */
    List<ListedEntry> next(int most) {
        List<ListedEntry> entries = new ArrayList<>();
        while (hasMore() && entries.size() < most) {
            int order = order();
            String name = order <= 0 ? source.get(nextOfSource) : target.get(nextOfTarget);
            if (order <= 0) {
                nextOfSource++;
            }
            if (order >= 0) {
                nextOfTarget++;
            }
            entries.add(new ListedEntry(directory.child(name), order <= 0, order >= 0));
        }
        return entries;
    }

    /** Compares the next names of both sides: negative where the source's is first, 0 where both are the same. */
    private int order() {
        if (nextOfSource == source.size()) {
            return 1;
        }
        return nextOfTarget == target.size() ? -1 : source.get(nextOfSource).compareTo(target.get(nextOfTarget));
    }

    @Override
    public void close() {
        closing.run();
    }
}
