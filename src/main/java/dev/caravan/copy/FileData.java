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
        long end = copy(from, to, 0, size);
        // Behind the end, all is hole.
        end = Math.min(end, from.size());
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
        long at = from.nextData(begin, end);
        while (at < end) {
            long hole = from.nextHole(at, end);
            long granted = at;
            while (at < hole) {
                if (at == granted) {
                    granted += acquire(Math.min(hole - at, bandwidth.chunkBytes()));
                }
                long moved = from.transfer(at, granted - at, to);
                if (moved == 0) {
                    return at;
                }
                at += moved;
            }
            at = from.nextData(at, end);
        }
        return end;
    }

    private long acquire(long bytes) throws ClosedByInterruptException {
        if (Thread.currentThread().isInterrupted()) {
            throw new ClosedByInterruptException();
        }
        try {
            bandwidth.acquire(bytes);
            return bytes;
        } catch (InterruptedException e) {
            // What a channel does when it is interrupted.
            Thread.currentThread().interrupt();
            ClosedByInterruptException closed = new ClosedByInterruptException();
            closed.initCause(e);
            throw closed;
        }
    }
}
