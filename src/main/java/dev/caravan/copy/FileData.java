package dev.caravan.copy;

import dev.caravan.posix.OpenFile;
import java.io.IOException;
import java.io.InterruptedIOException;

/** The bytes of a regular file, without its holes. */
final class FileData {
    /** So much is copied between two looks at the bandwidth limit, and at whether the thread is to end. */
    private static final long CHUNK = 1 << 20;

    private FileData() {}

    /**
     * Copies the first {@code size} bytes into a new file.
     *
     * @return how many of them there were: fewer where the source has become shorter
     */
    static long copy(OpenFile from, OpenFile to, long size) throws IOException {
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
     * @throws InterruptedIOException if the thread is interrupted
     */
    static long copy(OpenFile from, OpenFile to, long begin, long end) throws IOException {
        long at = from.nextData(begin, end);
        while (at < end) {
            long hole = from.nextHole(at, end);
            while (at < hole) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("the copy is to end");
                }
                long moved = from.transfer(at, Math.min(CHUNK, hole - at), to);
                if (moved == 0) {
                    return at;
                }
                at += moved;
            }
            at = from.nextData(at, end);
        }
        return end;
    }
}
