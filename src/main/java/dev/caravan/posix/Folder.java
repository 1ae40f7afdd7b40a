package dev.caravan.posix;

import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.nio.file.Path;

/** An open directory: paths of its entries lead to it even when somebody moves it, or puts a link in its place. */
public interface Folder extends AutoCloseable {
    /** The bytes that Linux takes for a path, PATH_MAX, the 0 at its end among them. */
    int LONGEST_PATH = 4096;

    /** The bytes of a name that every file system in use takes; eCryptfs has the shortest. */
    int SURE_NAME = 143;

    /** The path of the entry with this name, its bytes one to a char, for as long as the folder is open. */
    Path entry(String name);

    /** The directory's own path, for as long as the folder is open. */
    Path self();

    /**
     * Opens a directory in this one.
     *
     * @throws java.nio.file.NotDirectoryException if it is a link or anything else
     */
    Folder open(String name) throws IOException;

    /**
     * True where this error, of a call for the entry with this name, says that the file system has no names as long as that: nothing
     * can stand there. Not where the whole path is too long for a call, nor of a name that is short.
     */
    default boolean cannotHold(String name, IOException error) {
        return Errno.ENAMETOOLONG.is(error)
                && name.length() > SURE_NAME
                && FileNames.toLatin1(entry(name)).length() < LONGEST_PATH;
    }

    @Override
    void close();
}
