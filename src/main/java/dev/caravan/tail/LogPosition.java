package dev.caravan.tail;

import java.time.Instant;
import java.util.Objects;

/**
 * A place in a log, to be found again wherever the log has been rotated to.
 *
 * @param device of the file
 * @param inode of the file; 0 where there was no file yet, and then {@code modified} says which files are older
 * @param offset uncompressed bytes before this place; always the begin of a line
 * @param head the file's first bytes, up to 1 KiB: the fingerprint grows with the file until it is full
 * @param tail the bytes just before the offset, up to 256: they tell a file that was truncated and grew again under the same head
 * @param modified the file's mtime as last seen, never later than it is
 */
public record LogPosition(long device, long inode, long offset, Fingerprint head, Fingerprint tail, Instant modified) {
    static final int HEAD_BYTES = 1024;
    static final int TAIL_BYTES = 256;

    /** Checks. */
    public LogPosition {
        Objects.requireNonNull(head, "head");
        Objects.requireNonNull(tail, "tail");
        Objects.requireNonNull(modified, "modified");
        if (offset < 0 || tail.length() > offset) {
            throw new IllegalArgumentException(
                    "position in a log: offset " + offset + " with " + tail.length() + " bytes known before it");
        }
    }

    /** Before the first byte of whatever is newer than these files. */
    static LogPosition afterAllUntil(Instant modified) {
        return new LogPosition(0, 0, 0, Fingerprint.NONE, Fingerprint.NONE, modified);
    }

    boolean hasFile() {
        return inode != 0;
    }

    FileId file() {
        return new FileId(device, inode);
    }

    /** True where the content alone convinces: two logs that merely begin with the same lines do not share this much. */
    boolean isStrong() {
        return head.length() == HEAD_BYTES && tail.length() == TAIL_BYTES;
    }
}
