package dev.caravan.tail;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Arrays;

/**
 * One file of a log, open, and how far it has been read.
 *
 * <p>There is no half line to carry over: what has no newline yet is read again with what follows it.
 */
final class OpenLog implements Closeable {
    private final LogFile file;
    private final LogReader reader;
    private byte[] head;
    /** What the next confirmation makes the head. */
    private byte[] latestHead;

    /** The last bytes before the offset. */
    private byte[] tail;

    private long offset;
    /** Bytes from the offset on that belong to a line which is too long already. */
    private long skippedBytes;

    private Instant modified;

    private OpenLog(LogFile file, LogReader reader) {
        this.file = file;
        this.reader = reader;
        this.modified = file.modified();
    }

    /**
     * Opens the file at an offset that it reaches.
     *
     * @throws NoSuchFileException if another file stands at its path by now: look again
     */
    static OpenLog open(LogFile file, long offset) throws IOException {
        LogReader reader = LogReader.open(file);
        try {
            // Java has no fstat: the channel is this file's if the path leads to it before and after the opening.
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

    /** Fills the buffer from the first line that was not taken yet. */
    int read(byte[] buffer) throws IOException {
        return reader.read(offset + skippedBytes, buffer);
    }

    /**
     * True where what was read before is still there; to be asked after a read, since a log may be truncated at any moment and
     * what is read then at this offset is something else.
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
     * Takes the whole lines of what was read.
     *
     * @param read bytes in the buffer
     * @return true where the offset has moved
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

    /** Looks at what is left as at a line, without taking it: it may still become longer. False where there is nothing to see. */
    boolean lookAtLast(byte[] buffer, int read, LineSplitter lines) {
        if (skippedBytes > 0) {
            return false;
        }
        lines.add(buffer, 0, read);
        return true;
    }

    /** Takes what is left, of a file that nobody writes any more; only after everything before it was taken. */
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
     * After a read that was intact: the fingerprint grows, and the time is that of a look before the read. A file that is empty is
     * known by nothing but the time at which it was first seen so: it may have been written, copied and truncated since, and the
     * copy would be older than the last truncation.
     */
    void confirm(Instant modifiedBeforeRead) {
        head = latestHead;
        modified = head.length == 0 ? modified : modifiedBeforeRead;
    }

    Instant modified() {
        return modified;
    }

    /** True where the last read saw bytes that will make the fingerprint grow. */
    boolean isHeadGrowing() {
        return latestHead.length > head.length;
    }

    LogFile file() {
        return file;
    }

    FileId id() {
        return file.id();
    }

    /** Offset of the buffer's first byte when it was read. */
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

    /** Bytes that were not taken yet; of a compressed file those on disk, until its end was reached. */
    long unreadBytes() throws IOException {
        return Math.max(0, reader.size() - readOffset());
    }

    /** True where something was not taken yet, be it only passed over. */
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
