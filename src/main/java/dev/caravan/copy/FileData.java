package dev.caravan.copy;

import dev.caravan.posix.OpenFile;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** Copies the data of a regular file and leaves out its holes. Thread-safe. */
final class FileData {
    private final Bandwidth bandwidth;

    /** Asked before each piece of the data, of which none is longer than a twentieth of a second's bandwidth and a mebibyte. */
    @FunctionalInterface
    interface Permit {
        Permit ALWAYS = () -> true;

        /** False where no more may be written. */
        boolean mayWrite() throws IOException;
    }

    /**
     * Copies within a limit.
     *
     * @param bandwidth the limit, which all of its users share
     */
    FileData(Bandwidth bandwidth) {
        this.bandwidth = bandwidth;
    }

    /**
     * Copies the first {@code size} bytes into a new file.
     *
     * @return the number of bytes that the source had: less than {@code size} where it became shorter
     */
    long copy(OpenFile from, OpenFile to, long size) throws IOException {
        Copied copied = copyStretches(from, to, 0, size, Permit.ALWAYS);
        if (copied.dataEnd == size) {
            return size;
        }
        // The rest of the file is a hole, which is made by setting the length.
        long end = Math.min(copied.end, from.size());
        if (end == size) {
            to.truncate(size);
        }
        return end;
    }

    /**
     * Copies the bytes from {@code begin} to {@code end} to the same offsets, without the holes.
     *
     * @return the offset where the copy ended: before {@code end} where the source became shorter
     * @throws ClosedByInterruptException if the thread is interrupted, also while it waits for bandwidth
     */
    long copy(OpenFile from, OpenFile to, long begin, long end) throws IOException {
        return copy(from, to, begin, end, Permit.ALWAYS);
    }

    /**
     * The same while it is permitted.
     *
     * @return the offset where the copy ended: also before {@code end} where it was not permitted any more
     */
    long copy(OpenFile from, OpenFile to, long begin, long end, Permit permit) throws IOException {
        return copyStretches(from, to, begin, end, permit).end;
    }

    /**
     * The result of a copy, in offsets.
     *
     * @param end the offset up to which the source was copied
     * @param dataEnd the offset after the last byte written; 0 where none was
     */
    private record Copied(long end, long dataEnd) {}

    private Copied copyStretches(OpenFile from, OpenFile to, long begin, long end, Permit permit) throws IOException {
        long dataEnd = 0;
        long at = begin < end ? from.nextData(begin, end) : end;
        while (at < end) {
            long hole = from.nextHole(at, end);
            long granted = at;
            while (at < hole) {
                if (at == granted) {
                    granted += acquire(Math.min(hole - at, bandwidth.chunkBytes()));
                    // After the wait for bandwidth, which may be long.
                    if (!permit.mayWrite()) {
                        return new Copied(at, dataEnd);
                    }
                }
                long moved = from.transfer(at, granted - at, to);
                if (moved == 0) {
                    return new Copied(at, dataEnd);
                }
                at += moved;
                dataEnd = at;
            }
            at = at < end ? from.nextData(at, end) : end;
        }
        return new Copied(end, dataEnd);
    }

    private long acquire(long bytes) throws ClosedByInterruptException {
        acquire(bandwidth, bytes);
        return bytes;
    }

    /** Waits until this many bytes may be moved. */
    static void acquire(Bandwidth bandwidth, long bytes) throws ClosedByInterruptException {
        if (Thread.currentThread().isInterrupted()) {
            throw new ClosedByInterruptException();
        }
        try {
            bandwidth.acquire(bytes);
        } catch (InterruptedException e) {
            // A channel does the same when its thread is interrupted.
            Thread.currentThread().interrupt();
            ClosedByInterruptException closed = new ClosedByInterruptException();
            closed.initCause(e);
            throw closed;
        }
    }
}
