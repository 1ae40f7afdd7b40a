package dev.caravan.posix;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file system calls that a copy needs. No call follows a symbolic link at the end of its path. Paths of entries
 * come from a {@link Folder}, so that no link above is followed either.
 *
 * <p>Errors are {@link IOException}s of the classes that {@link java.nio.file.Files} throws; {@link Errno#of} tells
 * their number. Thread-safe.
 */
public interface Posix {
    /** The mode of a file that only its owner may read or write. */
    int OWNER_ONLY = 0600;

    /** The mode of a directory that only its owner may enter. */
    int OWNER_ONLY_DIRECTORY = 0700;

    /** The native implementation where it can be loaded, else the portable one, with a warning about what is missing. */
    static Posix best() {
        try {
            return new NativePosix();
        } catch (LinkageError | UnsupportedOperationException e) {
            Posix portable = new PortablePosix();
            Logger log = LoggerFactory.getLogger(Posix.class);
            log.warn("native file system calls: cannot be loaded ({}); lost without them: {}", e, portable.lost());
            return portable;
        }
    }

    /** What this implementation cannot do, for a person; empty where it can do everything. */
    List<String> lost();

    /** The step in which times of symbolic links can be set. */
    Duration linkTimes();

    /**
     * Opens a directory, following no symbolic link below the root.
     *
     * @param root absolute, without symbolic links
     * @throws java.nio.file.NoSuchFileException if there is no such directory
     * @throws java.nio.file.NotDirectoryException if it, or a component above it, is a symbolic link or anything else
     */
    Folder open(Path root, RelativePath directory) throws IOException;

    /**
     * Opens a directory as {@link #open} does.
     *
     * @return empty where there is none of this path, or an entry on the way is not a directory
     */
    default Optional<Folder> openIfThere(Path root, RelativePath directory) throws IOException {
        try {
            return Optional.of(open(root, directory));
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        }
    }

    /**
     * Looks at an entry, without its extended attributes.
     *
     * @return empty where there is none
     */
    default Optional<Entry> look(Path entry) throws IOException {
        return Lstat.read(entry);
    }

    /**
     * Opens a regular file for reading, without changing its atime where that is permitted; never waits
     * for a fifo's writer.
     */
    OpenFile openForReading(Path file) throws IOException;

    /** Opens a regular file for reading and writing. */
    OpenFile openForWriting(Path file) throws IOException;

    /**
     * Makes a new regular file that only its owner may read or write.
     *
     * @throws java.nio.file.FileAlreadyExistsException if an entry has the name
     */
    default OpenFile create(Path file) throws IOException {
        return create(file, OWNER_ONLY);
    }

    /**
     * Makes a new regular file that has this mode at most: the umask takes away what it may, and whoever cannot give it makes one that
     * only its owner may read or write.
     *
     * @throws java.nio.file.FileAlreadyExistsException if anything has the name
     */
    OpenFile create(Path file, int mode) throws IOException;

    /** Makes a directory that only its owner may enter. */
    default void makeDirectory(Path directory) throws IOException {
        makeDirectory(directory, OWNER_ONLY_DIRECTORY);
    }

    /** Makes a directory that has this mode at most, as {@link #create(Path, int)} makes a file. */
    void makeDirectory(Path directory, int mode) throws IOException;

    /** Makes a symbolic link with the text of another one. */
    void copySymbolicLink(Path from, Path link) throws IOException;

    /**
     * Makes a fifo or a device like another one, accessible to its owner only.
     *
     * @throws UnsupportedOperationException if this implementation cannot
     */
    void makeNode(Path node, Entry like) throws IOException;

    /** Makes a hard link. */
    void link(Path file, Path name) throws IOException;

    void setOwner(Path entry, int uid, int gid) throws IOException;

    /** Sets the permission bits with set-uid, set-gid and sticky; not for a symbolic link, which has none. */
    void setMode(Path entry, int mode) throws IOException;

    void setTimes(Path entry, Instant accessed, Instant modified) throws IOException;

    /**
     * The extended attributes that this process may read, ACLs included; a value has one char for each byte.
     *
     * @return an empty map where the file system has none
     */
    SortedMap<String, String> attributes(Path entry) throws IOException;

    void setAttribute(Path entry, String name, String value) throws IOException;

    void removeAttribute(Path entry, String name) throws IOException;

    /** Renames within one file system; an entry with the new name is replaced atomically. */
    void rename(Path from, Path to) throws IOException;

    /**
     * Renames within one file system, to a name that is free.
     *
     * @throws java.nio.file.FileAlreadyExistsException if an entry has the new name; nothing has changed
     */
    void renameToFree(Path from, Path to) throws IOException;

    /**
     * Exchanges two entries atomically, whatever their types.
     *
     * @return false where the kernel or the file system cannot do that; nothing has changed
     */
    boolean exchange(Path one, Path other) throws IOException;

    /** Removes an entry: a directory only if it is empty; nothing happens where there is no entry. */
    void delete(Path entry) throws IOException;

    /**
     * Returns when everything that was written to the file system of this directory is on disk (syncfs).
     *
     * @throws LostWritesException if some of it could not be written and is lost
     * @throws UnsupportedOperationException if this implementation cannot
     */
    void syncFileSystem(Path directory) throws IOException;

    /** The space of this directory's file system. */
    Space space(Path directory) throws IOException;
}
