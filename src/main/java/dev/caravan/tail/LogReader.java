package dev.caravan.tail;

import java.io.Closeable;
import java.io.IOException;

/** Reads the uncompressed bytes of one file. Single-threaded. */
interface LogReader extends Closeable {
    /**
     * Opens the file with the reader for its form.
     *
     * @throws IOException if the file cannot be opened, or is not at its path any more
     */
    static LogReader open(LogFile file) throws IOException {
        return file.form() == LogFile.Form.GZIP ? new GzipReader(file.path()) : new PlainReader(file.path());
    }

    /**
     * Reads from an offset on. The offset never goes back, except by bytes that a gzip reader still keeps.
     *
     * @return bytes read; fewer than fit only at the file's present end
     * @throws IOException if the read fails
     */
    int read(long offset, byte[] to) throws IOException;

    /** The file's size now, in bytes: uncompressed for a plain file, on disk for a compressed one. */
    long size() throws IOException;

    /** True where the rest of a compressed file cannot be uncompressed. */
    boolean isDamaged();
}
