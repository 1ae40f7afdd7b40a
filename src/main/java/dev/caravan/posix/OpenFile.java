package dev.caravan.posix;

import dev.caravan.entry.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/** An open regular file. Offsets and lengths are in bytes. Thread-safe. */
public interface OpenFile extends Attributed, AutoCloseable {
    /** The open file's attributes now, whatever is at its path. */
    Entry look() throws IOException;

    /** The file's length now. */
    long size() throws IOException;

    /**
     * The offset at which data begins, at or after this one.
     *
     * @return {@code size} where only a hole follows
     */
    long nextData(long from, long size) throws IOException;

    /** The offset at which a hole begins, at or after this one; {@code size} where none follows. */
    long nextHole(long from, long size) throws IOException;

    /**
     * Copies bytes to the same offset of another file.
     *
     * @return how many bytes were copied: possibly fewer than {@code length}; 0 at the end of the file
     */
    long transfer(long from, long length, OpenFile to) throws IOException;

    /** Reads until the buffer is full or the file ends; returns the number of bytes read. */
    int read(ByteBuffer into, long from) throws IOException;

    /** Writes all bytes at this offset. */
    void write(byte[] bytes, long at) throws IOException;

    /**
     * Makes this file share another's data (reflink).
     *
     * @return false where the file system cannot do that; nothing has changed then
     */
    boolean cloneFrom(OpenFile other) throws IOException;

    /** Sets the file's length; an extension is a hole. */
    void truncate(long size) throws IOException;

    /** Returns when the data, and the metadata needed to find it, is on disk (fdatasync). */
    void sync() throws IOException;

    void setOwner(int uid, int gid) throws IOException;

    void setMode(int mode) throws IOException;

    void setTimes(Instant accessed, Instant modified) throws IOException;

    @Override
    void close() throws IOException;
}
