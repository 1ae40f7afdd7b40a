package dev.caravan.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Finds the lines of a buffer and keeps the bounds of those that hold the include bytes; allocates nothing per line.
 *
 * <p>Eight bytes are looked at together: a byte of {@code word ^ pattern} is zero where the byte that is searched for stands, and
 * {@code (x - 0x01..) & ~x & 0x80..} has its lowest set bit in the first zero byte (Hacker's Delight, 6-1).
 */
final class LineSplitter {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;
    private static final long NEWLINES = '\n' * ONES;
    private static final int FIRST_BOUNDS = 256;
    /** Bytes that stand many times in most lines of most logs, the most frequent first. */
    private static final String FREQUENT = " e0t1a2on3isr4-l5:6d78c9upmf./gh_ybvkwx,=EIDOT";

    private final byte[] include;
    /** Where the rarest of the include bytes stands among them. */
    private final int rarest;

    private final long rarestPattern;
    private final int maxLineBytes;

    private int[] bounds = new int[FIRST_BOUNDS];
    private int count;
    private int lines;
    private int discarded;

    LineSplitter(String include, int maxLineBytes) {
        this.include = include.getBytes(UTF_8);
        this.rarest = rarest(this.include);
        this.rarestPattern = this.include.length == 0 ? 0 : (this.include[rarest] & 0xffL) * ONES;
        this.maxLineBytes = maxLineBytes;
    }

    /** Begins a batch; the bounds of the last one belong to whom they were given. */
    void clear() {
        if (count > 0) {
            bounds = new int[2 * Math.max(FIRST_BOUNDS / 2, count + count / 4)];
        }
        count = 0;
        lines = 0;
        discarded = 0;
    }

    /**
     * Adds the whole lines in {@code bytes[from .. to)}.
     *
     * @return where the first line that has no newline begins
     */
    int split(byte[] bytes, int from, int to) {
        int start = from;
        while (true) {
            int newline = indexOf(bytes, start, to, NEWLINES, (byte) '\n');
            if (newline < 0) {
                return start;
            }
            add(bytes, start, newline);
            start = newline + 1;
        }
    }

    /** Adds one line that ends at {@code end}, without its newline. */
    void add(byte[] bytes, int start, int end) {
        lines++;
        if (end - start > maxLineBytes) {
            discarded++;
            return;
        }
        int last = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
        if (!includes(bytes, start, last)) {
            return;
        }
        if (2 * count == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * count] = start;
        bounds[2 * count + 1] = last;
        count++;
    }

    /** Counts one line of which too much was read already. */
    void discard() {
        lines++;
        discarded++;
    }

    static int indexOfNewline(byte[] bytes, int from, int to) {
        return indexOf(bytes, from, to, NEWLINES, (byte) '\n');
    }

    boolean isTooLong(int lineBytes) {
        return lineBytes > maxLineBytes;
    }

    int[] bounds() {
        return bounds;
    }

    /** Lines included. */
    int count() {
        return count;
    }

    /** Lines seen. */
    int lines() {
        return lines;
    }

    int discarded() {
        return discarded;
    }

    private boolean includes(byte[] bytes, int from, int to) {
        if (include.length == 0) {
            return true;
        }
        int at = from + rarest;
        int end = to - include.length + rarest + 1;
        while (at < end) {
            at = indexOf(bytes, at, end, rarestPattern, include[rarest]);
            if (at < 0) {
                return false;
            }
            if (isIncludeAt(bytes, at - rarest)) {
                return true;
            }
            at++;
        }
        return false;
    }

    private boolean isIncludeAt(byte[] bytes, int at) {
        for (int i = 0; i < include.length; i++) {
            if (bytes[at + i] != include[i]) {
                return false;
            }
        }
        return true;
    }

    private static int indexOf(byte[] bytes, int from, int to, long pattern, byte searched) {
        int at = from;
        for (; at <= to - Long.BYTES; at += Long.BYTES) {
            long difference = (long) WORD.get(bytes, at) ^ pattern;
            long zeros = (difference - ONES) & ~difference & HIGHS;
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; at < to; at++) {
            if (bytes[at] == searched) {
                return at;
            }
        }
        return -1;
    }

    private static int rarest(byte[] include) {
        int rarest = 0;
        for (int i = 1; i < include.length; i++) {
            if (rarity(include[i]) > rarity(include[rarest])) {
                rarest = i;
            }
        }
        return rarest;
    }

    private static int rarity(byte b) {
        int frequent = FREQUENT.indexOf(b & 0xff);
        return frequent < 0 ? FREQUENT.length() : frequent;
    }
}
