package dev.caravan.change;

import java.io.IOException;
import java.util.Optional;

/**
 * The state folder, as small files that are written as a whole: after a crash each has its old or
 * its new content. Thread-safe.
 */
public interface StateFolder {
    /**
     * Reads a file's content.
     *
     * @param name the file's name in the folder
     * @return empty where there is no such file
     * @throws IOException if the file exists and cannot be read
     */
    Optional<byte[]> read(String name) throws IOException;

    /**
     * Writes a file and returns once it is on disk.
     *
     * @throws IOException if that failed; the file has its old or its new content
     */
    void write(String name, byte[] content) throws IOException;
}
