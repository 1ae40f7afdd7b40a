package dev.caravan.change;

import java.io.IOException;
import java.util.Optional;

/** The folder of the state, as small files that are written whole: after a crash each has its old content or its new one. */
public interface StateFolder {
    /**
     * A file's content.
     *
     * @param name of the file in the folder
     * @return empty where there is no such file
     * @throws IOException if it is there and cannot be read
     */
    Optional<byte[]> read(String name) throws IOException;

    /**
     * Returns once the content is on disk under its name.
     *
     * @throws IOException if that failed: the old content or the new is there
     */
    void write(String name, byte[] content) throws IOException;
}
