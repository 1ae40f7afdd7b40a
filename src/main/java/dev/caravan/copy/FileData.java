package dev.caravan.copy;

import dev.caravan.posix.OpenFile;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** The bytes of a regular file, without its holes. */
final class FileData {
    private final Bandwidth bandwidth;

    /** Copies no faster than this, all of its users together. */
    FileData(Bandwidth bandwidth) {
        this.bandwidth = bandwidth;
    }

    /**
     * Copies the first {@code size} bytes into a new file.
     *
     * @return how many of them there were: fewer where the source has become shorter
     */
    long copy(OpenFile from, OpenFile to, long size) throws IOException {
        Copied copied = copyStretches(from, to, 0, size);
        if (copied.dataEnd == size) {
            return size;
        }
        // Behind the end, all is hole.
        long end = Math.min(copied.end, from.size());
        if (end == size) {
            to.truncate(size);
        }
        return end;
    }

    /**
     * Copies a stretch of the file to the same place; holes are left out.
     *
     * @return where the copy ended: before {@code end} where the source has become shorter
     * @throws ClosedByInterruptException if the thread is interrupted, also while it waits for bandwidth
     */
    long copy(OpenFile from, OpenFile to, long begin, long end) throws IOException {
        return copyStretches(from, to, begin, end).end;
    }

    /**
     * What was copied.
     *
     * @param dataEnd after the last byte that was written; 0 where none was
     */
    private record Copied(long end, long dataEnd) {}

    private Copied copyStretches(OpenFile from, OpenFile to, long begin, long end) throws IOException {
        long dataEnd = 0;
        long at = begin < end ? from.nextData(begin, end) : end;
        while (at < end) {
            long hole = from.nextHole(at, end);
            long granted = at;
            while (at < hole) {
                if (at == granted) {
                    granted += acquire(Math.min(hole - at, bandwidth.chunkBytes()));
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

    /** Waits for its turn. */
    static void acquire(Bandwidth bandwidth, long bytes) throws ClosedByInterruptException {
        if (Thread.currentThread().isInterrupted()) {
            throw new ClosedByInterruptException();
        }
        try {
            bandwidth.acquire(bytes);
        } catch (InterruptedException e) {
            // What a channel does when it is interrupted.
            Thread.currentThread().interrupt();
            ClosedByInterruptException closed = new ClosedByInterruptException();
            closed.initCause(e);
            throw closed;
        }
    }
}
