package dev.caravan.change;

import dev.caravan.control.SharedWork;
import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some entries of one directory, as the walk hands them on.
 *
 * @param directory that holds them
 * @param entries at most {@link #MAX_ENTRIES}, named by the source, the target or both
 * @param origin {@link Task.Origin#WALK}, or {@link Task.Origin#WALKED} for a directory that was walked through
 * @param ticket of the walk; held by the walk until the hand-over returns
 * @param finds told what was found
 * @param work how its entries are shared out among the threads of the walk
 */
public record Page(
        RelativePath directory,
        List<ListedEntry> entries,
        Task.Origin origin,
        Ticket ticket,
        Listener finds,
        SharedWork work) {
    /** So many make a page. */
    public static final int MAX_ENTRIES = 512;

    /** A page that one thread looks at. */
    public Page(RelativePath directory, List<ListedEntry> entries, Task.Origin origin, Ticket ticket, Listener finds) {
        this(directory, entries, origin, ticket, finds, SharedWork.alone());
    }

    /** The same with helpers. */
    public Page with(SharedWork helpers) {
        return new Page(directory, entries, origin, ticket, finds, helpers);
    }

    /** Entries by themselves: nobody is told what was found, and nothing below them is walked. Those of a directory share pages. */
    public static List<Page> of(Collection<RelativePath> paths) {
        Map<RelativePath, List<ListedEntry>> directories = new LinkedHashMap<>();
        List<Page> pages = new ArrayList<>();
        for (RelativePath path : paths) {
            List<ListedEntry> entries = directories.computeIfAbsent(path.parent(), directory -> new ArrayList<>());
            entries.add(ListedEntry.unknown(path));
            if (entries.size() == MAX_ENTRIES) {
                pages.add(alone(path.parent(), directories.remove(path.parent())));
            }
        }
        directories.forEach((directory, entries) -> pages.add(alone(directory, entries)));
        return pages;
    }

    private static Page alone(RelativePath directory, List<ListedEntry> entries) {
        return new Page(directory, entries, Task.Origin.WALK, Ticket.NONE, Listener.NONE);
    }

    /** What whoever looks at a page tells the walk. Any thread, until the page is done. */
    public interface Listener {
        /** Tells nobody. */
        Listener NONE = new Listener() {
            @Override
            public void directory(RelativePath path, Copy copy) {}

            @Override
            public void unequal() {}

            @Override
            public void directoriesStand() {}
        };

        /** The entry is a directory of the source, to be walked next. */
        void directory(RelativePath path, Copy copy);

        /** This directory cannot be made on the target: nothing below it is walked now. */
        default void notMade(RelativePath path) {}

        /** Something of this page has to be done, which may give the directory a new time. */
        void unequal();

        /** The directories of this page stand on the target: they may be walked, whatever else of the page is still to be done. */
        void directoriesStand();
    }

    /** What the target has under a directory's path. */
    public enum Copy {
        /** No directory: what is made there holds nothing that the source does not have. */
        NONE,
        /** One with other times, which are set when it was walked through. */
        OF_OTHER_TIMES,
        /** One with the same times. */
        OF_EQUAL_TIMES
    }
}
