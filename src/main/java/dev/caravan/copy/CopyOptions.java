package dev.caravan.copy;

import dev.caravan.posix.Contents;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * How a copier goes about it.
 *
 * @param quiet how long what changed while it was copied is held
 * @param append whether of a file that grew only the new end is copied
 * @param fsync whether a file is on the disk before it gets its name
 * @param bandwidth for all that is copied
 * @param threads for the ranges of large files, beside the thread that copies
 */
record CopyOptions(Duration quiet, boolean append, boolean fsync, Bandwidth bandwidth, Executor threads) {
    /** What is read to be compared counts as what is copied. */
    Contents.Turn turn() {
        return bytes -> FileData.acquire(bandwidth, bytes);
    }
}
