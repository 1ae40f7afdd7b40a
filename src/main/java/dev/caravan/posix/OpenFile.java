package dev.caravan.posix;

import dev.caravan.entry.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/** An open regular file. Offsets and lengths are bytes. Its methods may be called by several threads. */
public interface OpenFile extends Attributed, AutoCloseable {
    /** The file as it is now, whatever stands under its name. */
    Entry look() throws IOException;

    /** Its length now. */
    long size() throws IOException;

    /**
     * Where data begins, at this offset or after it.
     *
     * @return {@code size} where there is nothing but a hole
     */
    long nextData(long from, long size) throws IOException;

    /** Where the next hole begins, at this offset or after it; {@code size} where there is none. */
    long nextHole(long from, long size) throws IOException;

    /**
     * Copies bytes to the same offset of another file.
     *
     * @return how many were copied: fewer than {@code length} is no error, 0 is the end of the file
     */
    long transfer(long from, long length, OpenFile to) throws IOException;

    /** Reads as much as there is room for, until the end of the file; returns how many bytes were read. */
    int read(ByteBuffer into, long from) throws IOException;

    /** Writes all of it, at this offset. */
    void write(byte[] bytes, long at) throws IOException;

    /**
     * Makes this file share all of another's data.
     *
     * @return false where the file system cannot
     */
    boolean cloneFrom(OpenFile other) throws IOException;

    /** Makes the file this long; what is added is a hole. */
    void truncate(long size) throws IOException;

    /** Returns when the data, and what is needed to find it, is on the disk. */
    void sync() throws IOException;

    void setOwner(int uid, int gid) throws IOException;

    void setMode(int mode) throws IOException;

    void setTimes(Instant accessed, Instant modified) throws IOException;

    @Override
    void close() throws IOException;
}
