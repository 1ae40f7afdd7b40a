package dev.caravan.tail;

import java.io.Closeable;
import java.io.IOException;

/** The uncompressed bytes of one file. */
interface LogReader extends Closeable {
    /**
     * Opens what this file's form says.
     *
     * @throws IOException if it cannot be opened, or is not at its path any more
     */
    static LogReader open(LogFile file) throws IOException {
        return file.form() == LogFile.Form.GZIP ? new GzipReader(file.path()) : new PlainReader(file.path());
    }

    /**
     * Fills {@code to} from this offset on, which is never before one that was asked for earlier unless that is still kept.
     *
     * @return bytes read; fewer than fit only where the file ends for now
     * @throws IOException if the file system did not say
     */
    int read(long offset, byte[] to) throws IOException;

    /** Uncompressed bytes in the file now; for a compressed one the bytes on disk, which are fewer. */
    long size() throws IOException;

    /** True where the rest of a compressed file cannot be uncompressed. */
    boolean isDamaged();
}
