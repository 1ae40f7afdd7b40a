package dev.caravan.posix;

import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An open directory. The paths of its entries lead to it even when somebody moves it, or puts a symbolic link
 * in its place. Thread-safe.
 */
public interface Folder extends AutoCloseable {
    /** The longest path in bytes that Linux accepts (PATH_MAX), with its final NUL. */
    int LONGEST_PATH = 4096;

    /** The length of a name in bytes that every file system in use accepts; eCryptfs has the shortest. */
    int SURE_NAME = 143;

    /** The path of the entry with this name, one char for each byte; valid while the folder is open. */
    Path entry(String name);

    /** The directory's own path; valid while the folder is open. */
    Path self();

    /**
     * Opens a directory in this one.
     *
     * @throws java.nio.file.NotDirectoryException if the entry is a symbolic link or anything else
     */
    Folder open(String name) throws IOException;

    /**
     * Lists the names in this directory, in the file system's order. The taker must not list a directory itself: a
     * thread has one buffer for the listing.
     *
     * @throws java.nio.file.NoSuchFileException if the directory was removed
     * @throws E what the taker throws, which ends the listing
     */
    <E extends Exception> void list(Taker<E> names) throws IOException, E;

    /** The names in this directory, in the file system's order; none where the directory was removed. */
    default List<String> names() throws IOException {
        List<String> names = new ArrayList<>();
        try {
            list((name, mayBeDirectory) -> names.add(name));
        } catch (NoSuchFileException e) {
            // Only an empty directory can be removed.
        }
        return names;
    }

    /** Takes the names of a listing. */
    @FunctionalInterface
    interface Taker<E extends Exception> {
        /**
         * Takes a name.
         *
         * @param name one char for each byte
         * @param mayBeDirectory false where the listing told that the entry is of another type
         */
        void take(String name, boolean mayBeDirectory) throws E;
    }

    /**
     * True where this error says that the name is too long for the file system, so that it has no such entry. False
     * where only the whole path is too long for a call, and for a short name.
     */
    default boolean cannotHold(String name, IOException error) {
        return Errno.ENAMETOOLONG.is(error)
                && name.length() > SURE_NAME
                && FileNames.toLatin1(entry(name)).length() < LONGEST_PATH;
    }

    @Override
    void close();
}
