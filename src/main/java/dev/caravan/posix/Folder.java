package dev.caravan.posix;

import java.io.IOException;
import java.nio.file.Path;

/** An open directory: paths of its entries lead to it even when somebody moves it, or puts a link in its place. */
public interface Folder extends AutoCloseable {
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

    @Override
    void close() throws IOException;
}
