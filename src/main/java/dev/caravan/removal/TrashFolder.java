package dev.caravan.removal;

import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The trash of a target, {@code .caravan/trash/DATE/N/PATH}: lists entries, restores them, or removes them for good. No
 * symbolic link in it is followed. Single-threaded; a running Caravan may add entries meanwhile.
 */
public final class TrashFolder {
    private static final RelativePath TRASH = Exclusions.OWN.child("trash");
    private static final int PRIVATE_DIRECTORY = 0700;

    private final Path target;
    private final Posix posix;

    /**
     * An entry in the trash, with all that is below it.
     *
     * @param date the day of its removal
     * @param number tells apart entries that were removed from one path on one day, 0 or more
     * @param path its path before the removal
     * @param entry the entry itself
     * @param entries the number of entries with all below it, 1 or more
     * @param bytes the size of all its files
     */
    public record Item(LocalDate date, int number, RelativePath path, Entry entry, long entries, long bytes) {}

    private record Place(LocalDate date, int number) {
        /** The place in the trash of an entry that was at this path. */
        RelativePath of(RelativePath path) {
            RelativePath folder = TRASH.child(date.toString()).child(Integer.toString(number));
            return path.isRoot() ? folder : new RelativePath(folder.latin1() + "/" + path.latin1());
        }
    }

    /** The trash of this target, which need not exist. */
    public TrashFolder(Path target, Posix posix) throws IOException {
        // From here on no symbolic link is followed.
        this.target = target.toRealPath();
        this.posix = posix;
    }

    /** Lists the entries, the oldest first; those that vanish meanwhile are left out. */
    public void list(Consumer<Item> items) throws IOException {
        for (Place place : places()) {
            list(place, RelativePath.ROOT, items);
        }
    }

    private void list(Place place, RelativePath directory, Consumer<Item> items) throws IOException {
        for (String name : names(place.of(directory))) {
            RelativePath path = directory.child(name);
            Optional<Entry> entry = look(place.of(path));
            if (entry.isEmpty()) {
                continue;
            }
            if (isOnlyOnTheWay(place, path, entry.get())) {
                list(place, path, items);
            } else {
                items.accept(item(place, path, entry.get()));
            }
        }
    }

    /**
     * True for a directory that the trash made above an entry. A trashed directory with the same mode cannot be told
     * apart, and is listed by its entries.
     */
    private boolean isOnlyOnTheWay(Place place, RelativePath path, Entry entry) throws IOException {
        return entry.isDirectory()
                && entry.mode() == PRIVATE_DIRECTORY
                && !names(place.of(path)).isEmpty();
    }

    private Item item(Place place, RelativePath path, Entry entry) throws IOException {
        long[] sum = new long[2];
        add(place.of(path), entry, sum);
        return new Item(place.date(), place.number(), path, entry, sum[0], sum[1]);
    }

    private void add(RelativePath path, Entry entry, long[] sum) throws IOException {
        sum[0]++;
        sum[1] += entry.type() == Entry.Type.FILE ? entry.size() : 0;
        if (entry.isDirectory()) {
            for (String name : names(path)) {
                Optional<Entry> below = look(path.child(name));
                if (below.isPresent()) {
                    add(path.child(name), below.get(), sum);
                }
            }
        }
    }

    /**
     * Restores the entry that was last removed from this path; an entry at the path is never replaced.
     *
     * @return the restored entry; empty where the trash has none of that path
     * @throws java.nio.file.FileAlreadyExistsException if an entry is at the path; nothing has changed
     * @throws NoSuchFileException if the entry's directory does not exist
     */
    public Optional<Item> restore(RelativePath path) throws IOException {
        List<Place> newestFirst = places();
        Collections.reverse(newestFirst);
        for (Place place : newestFirst) {
            Optional<Entry> entry = look(place.of(path));
            if (entry.isPresent()) {
                Item item = item(place, path, entry.get());
                try (Folder from = posix.open(target, place.of(path).parent());
                        Folder to = posix.open(target, path.parent())) {
                    posix.renameToFree(from.entry(path.name()), to.entry(path.name()));
                }
                removeWay(place.of(path).parent());
                return Optional.of(item);
            }
        }
        return Optional.empty();
    }

    /** Removes the empty directories that the trash made for the entry. */
    private void removeWay(RelativePath directory) throws IOException {
        boolean isEmpty = names(directory).isEmpty();
        boolean isOfTrash =
                look(directory).map(entry -> entry.mode() == PRIVATE_DIRECTORY).orElse(false);
        if (!directory.equals(TRASH) && isEmpty && isOfTrash) {
            try (Folder folder = posix.open(target, directory.parent())) {
                posix.delete(folder.entry(directory.name()));
            } catch (DirectoryNotEmptyException e) {
                // Another entry was moved into it meanwhile.
                return;
            }
            removeWay(directory.parent());
        }
    }

    /** Removes for good everything that was trashed before this day. */
    public void empty(LocalDate before) throws IOException {
        Deletion deletion = new Deletion(posix);
        for (LocalDate date : dates()) {
            if (date.isBefore(before)) {
                try (Folder trash = posix.open(target, TRASH)) {
                    deletion.remove(trash, date.toString(), TRASH.child(date.toString()));
                }
            }
        }
    }

    private List<Place> places() throws IOException {
        List<Place> places = new ArrayList<>();
        for (LocalDate date : dates()) {
            names(TRASH.child(date.toString())).stream()
                    .filter(name -> name.matches("0|[1-9][0-9]{0,8}"))
                    .map(Integer::parseInt)
                    .sorted()
                    .forEach(number -> places.add(new Place(date, number)));
        }
        return places;
    }

    /** The days that have a trash, sorted; other names are ignored. */
    private List<LocalDate> dates() throws IOException {
        List<LocalDate> dates = new ArrayList<>();
        for (String name : names(TRASH)) {
            try {
                dates.add(LocalDate.parse(name));
            } catch (DateTimeException e) {
                // The name is no date, so the directory is not the trash's.
            }
        }
        Collections.sort(dates);
        return dates;
    }

    private Optional<Entry> look(RelativePath path) throws IOException {
        try (Folder folder = posix.open(target, path.parent())) {
            return posix.look(folder.entry(path.name()));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        }
    }

    /** The directory's names, sorted; none where there is no such directory. */
    private List<String> names(RelativePath directory) throws IOException {
        try (Folder folder = posix.open(target, directory)) {
            List<String> names = folder.names();
            Collections.sort(names);
            return names;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
    }
}
