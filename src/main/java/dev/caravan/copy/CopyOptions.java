package dev.caravan.copy;

import dev.caravan.posix.Contents;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The settings of a copier.
 *
 * @param quiet how long an entry that changed while it was copied is held
 * @param append whether only the new end of a file that grew is copied
 * @param fsync whether a file's data is on disk before the file gets its name
 * @param bandwidth the limit for all copies together
 * @param threads threads for the ranges of large files, besides the thread that copies
 */
record CopyOptions(Duration quiet, boolean append, boolean fsync, Bandwidth bandwidth, Executor threads) {
    /** The bandwidth for comparisons: bytes that are read to be compared count like bytes that are copied. */
    Contents.Turn turn() {
        return bytes -> FileData.acquire(bandwidth, bytes);
    }
}
