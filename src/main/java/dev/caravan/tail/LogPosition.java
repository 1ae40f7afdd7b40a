package dev.caravan.tail;

import java.time.Instant;
import java.util.Objects;

/**
 * A place in a log that can be found again after the log was rotated, copied or compressed.
 *
 * @param device number of the file's device
 * @param inode the file's inode number; 0 where there was no file yet: then files with an mtime after
 *     {@code modified} are new
 * @param offset uncompressed bytes before this place, 0 or more; always the begin of a line
 * @param head fingerprint of the file's first bytes, up to 1 KiB; it grows with the file until then
 * @param tail fingerprint of the up to 256 bytes before the offset; it tells apart a file that was truncated and grew
 *     again with the same head
 * @param modified the file's mtime when last seen; never later than the real one
 */
public record LogPosition(long device, long inode, long offset, Fingerprint head, Fingerprint tail, Instant modified) {
    static final int HEAD_BYTES = 1024;
    static final int TAIL_BYTES = 256;

    /**
     * @throws IllegalArgumentException if the offset is negative, or less than the length of the tail
     */
    public LogPosition {
        Objects.requireNonNull(head, "head");
        Objects.requireNonNull(tail, "tail");
        Objects.requireNonNull(modified, "modified");
        if (offset < 0 || tail.length() > offset) {
            throw new IllegalArgumentException(
                    "position in a log: offset " + offset + " with " + tail.length() + " bytes known before it");
        }
    }

    /** A position before the first byte of any file that was written after this time. */
    static LogPosition afterAllUntil(Instant modified) {
        return new LogPosition(0, 0, 0, Fingerprint.NONE, Fingerprint.NONE, modified);
    }

    boolean hasFile() {
        return inode != 0;
    }

    FileId file() {
        return new FileId(device, inode);
    }

    /**
     * True where the fingerprints are full, so that the content alone identifies the file: two logs that only begin
     * alike do not share this much.
     */
    boolean isStrong() {
        return head.length() == HEAD_BYTES && tail.length() == TAIL_BYTES;
    }
}
