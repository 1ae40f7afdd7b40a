package dev.caravan.walk;

import dev.caravan.change.ListedEntry;
import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.List;

/**
 * The names in one directory, from which pages are made one after the other: first of the source's directories, since
 * what is below them can be walked once they stand, then of all others. Single-threaded.
 */
final class SortedNames implements AutoCloseable {
    /** So many others get pages of their own; fewer cost less than the round trips of one more page. */
    private static final int WORTH_A_PAGE = 32;

    private final RelativePath directory;
    private final List<String> directories;
    private final List<String> others;
    private final List<String> target;
    private final Runnable closing;
    private final boolean areComplete;
    private int nextDirectory;
    private int nextOther;

    /** The first name of the target that is not before the next directory. */
    private int nextOfDirectories;

    /** The first name of the target that is not before the next other one, nor a directory's. */
    private int nextOfOthers;

    /** The first directory that is not before that name. */
    private int passed;

    /**
     * Takes the names of both sides, each list sorted.
     *
     * @param directories the source's names of what is, or may be, a directory
     * @param others the source's other names
     * @param closing called when no more names are taken
     */
    SortedNames(
            RelativePath directory,
            List<String> directories,
            List<String> others,
            List<String> target,
            Runnable closing) {
        this(directory, directories, others, target, closing, true);
    }

    private SortedNames(
            RelativePath directory,
            List<String> directories,
            List<String> others,
            List<String> target,
            Runnable closing,
            boolean areComplete) {
        this.directory = directory;
        this.directories = directories;
        this.others = others;
        this.target = target;
        this.closing = closing;
        this.areComplete = areComplete;
    }

    /** The names of a directory that does not exist. */
    static SortedNames none(RelativePath directory) {
        return new SortedNames(directory, List.of(), List.of(), List.of(), () -> {});
    }

    /** The unknown names of a directory that could not be listed. */
    static SortedNames unknown(RelativePath directory) {
        return new SortedNames(directory, List.of(), List.of(), List.of(), () -> {}, false);
    }

    /** False where the directory could not be listed. */
    boolean areComplete() {
        return areComplete;
    }

    boolean hasMore() {
        return nextDirectory < directories.size() || nextOther < others.size() || isMoreOnTarget();
    }

    /** Passes over the target's names that are directories on the source. */
    private boolean isMoreOnTarget() {
        while (nextOfOthers < target.size()) {
            String name = target.get(nextOfOthers);
            passed = firstFrom(directories, passed, name);
            if (!isAt(directories, passed, name)) {
                return true;
            }
            nextOfOthers++;
        }
        return false;
    }

    /** Returns the next entries, at most {@code most}: the directories, then the others, each in the order of bytes. */
    List<ListedEntry> next(int most) {
        List<ListedEntry> entries = new ArrayList<>();
        while (nextDirectory < directories.size() && entries.size() < most) {
            entries.add(directory());
        }
        boolean isPageOfDirectories = !entries.isEmpty() && others.size() >= WORTH_A_PAGE;
        while (!isPageOfDirectories && hasMore() && entries.size() < most) {
            entries.add(other());
        }
        return entries;
    }

    private ListedEntry directory() {
        String name = directories.get(nextDirectory++);
        nextOfDirectories = firstFrom(target, nextOfDirectories, name);
        return new ListedEntry(directory.child(name), true, isAt(target, nextOfDirectories, name));
    }

    private ListedEntry other() {
        boolean onSource = nextOther < others.size()
                && (!isMoreOnTarget() || others.get(nextOther).compareTo(target.get(nextOfOthers)) <= 0);
        String name = onSource ? others.get(nextOther++) : target.get(nextOfOthers);
        boolean onTarget = isMoreOnTarget() && isAt(target, nextOfOthers, name);
        if (onTarget) {
            nextOfOthers++;
        }
        return new ListedEntry(directory.child(name), onSource, onTarget);
    }

    /** The index of the first name, from this one on, that is not before the other name. */
    private static int firstFrom(List<String> names, int from, String other) {
        int index = from;
        while (index < names.size() && names.get(index).compareTo(other) < 0) {
            index++;
        }
        return index;
    }

    private static boolean isAt(List<String> names, int index, String name) {
        return index < names.size() && names.get(index).equals(name);
    }

    @Override
    public void close() {
        closing.run();
    }
}
