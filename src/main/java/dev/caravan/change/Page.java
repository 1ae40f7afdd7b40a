package dev.caravan.change;

import dev.caravan.control.SharedWork;
import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some entries of one directory, as a walk hands them on.
 *
 * @param directory the directory that holds them
 * @param entries at most {@link #MAX_ENTRIES}, named by the source, the target or both
 * @param origin {@link Task.Origin#WALK}, or {@link Task.Origin#WALKED} for a directory that was walked through
 * @param ticket the walk's; held by the walk until the hand-over returns
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
    /** Entries of a page, at most. */
    public static final int MAX_ENTRIES = 512;

    /** A page whose entries one thread looks at, one after the other. */
    public Page(RelativePath directory, List<ListedEntry> entries, Task.Origin origin, Ticket ticket, Listener finds) {
        this(directory, entries, origin, ticket, finds, SharedWork.alone());
    }

    /** The same page, whose entries are shared out. */
    public Page with(SharedWork helpers) {
        return new Page(directory, entries, origin, ticket, finds, helpers);
    }

    /**
     * Pages for single entries, without a listener and without a walk of what is below them. Entries of one directory share
     * pages.
     */
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

    /** Told by the stage that looks at the page. Called on any thread, until the page is done. */
    public interface Listener {
        /** Does nothing. */
        Listener NONE = new Listener() {
            @Override
            public void directory(RelativePath path, Copy copy) {}

            @Override
            public void unequal() {}

            @Override
            public void directoriesStand() {}
        };

        /** This entry is a directory of the source, to be walked next. */
        void directory(RelativePath path, Copy copy);

        /** This directory cannot be made on the target: nothing below it is walked now. */
        default void notMade(RelativePath path) {}

        /** An entry of this page has to be changed, which may change the directory's mtime. */
        void unequal();

        /**
         * The directories of this page exist on the target: they may be walked, whatever else of the page is
         * still to be done.
         */
        void directoriesStand();
    }

    /** The state of the target's directory at a path. */
    public enum Copy {
        /** There is none: the one that is made holds nothing that the source lacks. */
        NONE,
        /** It has other times, which are set after the walk through it. */
        OF_OTHER_TIMES,
        /** It has the same times. */
        OF_EQUAL_TIMES
    }
}
