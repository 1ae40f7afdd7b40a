package dev.caravan.tail;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Arrays;

/**
 * One open file of a log, and how far it has been read. Single-threaded.
 *
 * <p>No half line is kept between reads: an unfinished line is read again from its start.
 */
final class OpenLog implements Closeable {
    private final LogFile file;
    private final LogReader reader;
    private byte[] head;
    /** The first bytes as of the last read; {@link #confirm} makes them the head. */
    private byte[] latestHead;

    /** The last bytes before the offset. */
    private byte[] tail;

    private long offset;
    /** Bytes after the offset that belong to a line that is already too long, and are skipped. */
    private long skippedBytes;

    private Instant modified;

    private OpenLog(LogFile file, LogReader reader) {
        this.file = file;
        this.reader = reader;
        this.modified = file.modified();
    }

    /**
     * Opens the file at an offset, which must not be after its end.
     *
     * @throws NoSuchFileException if another file is at its path by now; the caller lists the directory again
     */
    static OpenLog open(LogFile file, long offset) throws IOException {
        LogReader reader = LogReader.open(file);
        try {
            // Java has no fstat. The channel belongs to this file if the path has the same inode before
            // and after the opening.
            boolean same = LogFile.lookIfRegular(file.path(), file.suffix())
                    .map(now -> now.id().equals(file.id()))
                    .orElse(false);
            if (!same) {
                throw new NoSuchFileException(file.path().toString(), null, "renamed while it was opened");
            }
            OpenLog log = new OpenLog(file, reader);
            log.head = log.bytes(0, LogPosition.HEAD_BYTES);
            log.latestHead = log.head;
            int known = (int) Math.min(LogPosition.TAIL_BYTES, offset);
            log.tail = log.bytes(offset - known, known);
            log.offset = offset;
            return log;
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    /** Reads from the first line that was not taken yet. Returns the bytes read. */
    int read(byte[] buffer) throws IOException {
        return reader.read(offset + skippedBytes, buffer);
    }

    /**
     * True where the bytes read before are still in the file. Asked after each read, since a log may be truncated at
     * any moment, and the read then returns other bytes at this offset.
     */
    boolean isIntact() throws IOException {
        if (file.form() == LogFile.Form.GZIP) {
            return true;
        }
        if (reader.size() < offset + skippedBytes) {
            return false;
        }
        byte[] headNow = bytes(0, LogPosition.HEAD_BYTES);
        byte[] tailNow = bytes(offset - tail.length, tail.length);
        boolean sameHead =
                headNow.length >= head.length && Arrays.equals(headNow, 0, head.length, head, 0, head.length);
        if (!sameHead || !Arrays.equals(tailNow, tail)) {
            return false;
        }
        latestHead = headNow;
        return true;
    }

    /**
     * Takes the whole lines in the buffer and moves the offset after them.
     *
     * @param read bytes in the buffer
     * @return true where the offset moved
     */
    boolean take(byte[] buffer, int read, LineSplitter lines) {
        int from = 0;
        if (skippedBytes > 0) {
            int newline = LineSplitter.indexOfNewline(buffer, 0, read);
            if (newline < 0) {
                skippedBytes += read;
                return false;
            }
            lines.discard();
            from = newline + 1;
        }
        int taken = lines.split(buffer, from, read);
        if (taken > 0) {
            moveTo(offset + skippedBytes + taken, buffer, taken);
        }
        int rest = read - taken;
        skippedBytes = lines.isTooLong(rest) ? rest : 0;
        return taken > 0;
    }

    /**
     * Shows the unfinished last line to the splitter without taking it, since it may still grow. False where it is too
     * long to show.
     */
    boolean lookAtLast(byte[] buffer, int read, LineSplitter lines) {
        if (skippedBytes > 0) {
            return false;
        }
        lines.add(buffer, 0, read);
        return true;
    }

    /**
     * Takes the unfinished last line of a file that nobody writes any more, after all whole lines were taken. False
     * where there is none.
     */
    boolean takeLast(byte[] buffer, int read, LineSplitter lines) {
        if (skippedBytes + read == 0) {
            return false;
        }
        if (skippedBytes > 0) {
            lines.discard();
        } else {
            lines.add(buffer, 0, read);
        }
        moveTo(offset + skippedBytes + read, buffer, read);
        return true;
    }

    private void moveTo(long newOffset, byte[] buffer, int taken) {
        int fresh = Math.min(taken, LogPosition.TAIL_BYTES);
        int older = skippedBytes > 0 ? 0 : Math.min(tail.length, LogPosition.TAIL_BYTES - fresh);
        byte[] bytes = new byte[older + fresh];
        System.arraycopy(tail, tail.length - older, bytes, 0, older);
        System.arraycopy(buffer, taken - fresh, bytes, older, fresh);
        tail = bytes;
        offset = newOffset;
        skippedBytes = 0;
    }

    /**
     * Called after an intact read: the head grows to what was read, and the mtime becomes the one seen before the read.
     * An empty file keeps the mtime of its first look: it may have been written, copied and truncated since, and that
     * copy is older than the last truncation.
     */
    void confirm(Instant modifiedBeforeRead) {
        head = latestHead;
        modified = head.length == 0 ? modified : modifiedBeforeRead;
    }

    Instant modified() {
        return modified;
    }

    /** True where the last read saw more of the file's first 1 KiB than the head holds. */
    boolean isHeadGrowing() {
        return latestHead.length > head.length;
    }

    LogFile file() {
        return file;
    }

    FileId id() {
        return file.id();
    }

    /** Offset at which the next read begins. */
    long readOffset() {
        return offset + skippedBytes;
    }

    LogPosition position() {
        return new LogPosition(
                file.id().device(),
                file.id().inode(),
                offset,
                Fingerprint.of(head, head.length),
                Fingerprint.of(tail, tail.length),
                modified);
    }

    /**
     * Bytes that were not taken yet. For a compressed file: its size on disk less the read offset, so
     * only a rough figure.
     */
    long unreadBytes() throws IOException {
        return Math.max(0, reader.size() - readOffset());
    }

    /** True where bytes are left that were not taken, skipped ones included. */
    boolean hasMore() throws IOException {
        return skippedBytes > 0 || unreadBytes() > 0;
    }

    boolean isDamaged() {
        return reader.isDamaged();
    }

    private byte[] bytes(long from, int count) throws IOException {
        byte[] bytes = new byte[count];
        return Arrays.copyOf(bytes, reader.read(from, bytes));
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
