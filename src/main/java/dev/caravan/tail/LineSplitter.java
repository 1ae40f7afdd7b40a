package dev.caravan.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.change.ByteSearch;
import dev.caravan.change.LineStart;
import java.util.Arrays;

/**
 * Splits a buffer into lines and keeps the bounds of those that contain the include text; allocates
 * nothing per line. Single-threaded.
 *
 * <p>Two more kinds of line are kept. A name may hold a newline that breaks its line in two: a line that follows a kept
 * one and does not begin as a log line does may be the rest of it. And a line that has another line's begin within it
 * may start with the rest of a line that mattered.
 */
final class LineSplitter {
    private static final int FIRST_BOUNDS = 256;
    /** Bytes by how often they occur in most logs, the most frequent first. */
    private static final String FREQUENT = " e0t1a2on3isr4-l5:6d78c9upmf./gh_ybvkwx,=EIDOT";

    private final byte[] include;
    /** Index within the include text of its rarest byte, which is searched for first. */
    private final int rarest;

    private final int maxLineBytes;
    private final LineStart lineStart;

    private int[] bounds = new int[FIRST_BOUNDS];
    private int count;
    private int lines;
    private int discarded;
    /** True where the previous line was kept, or is not known. */
    private boolean isAfterKept = true;

    LineSplitter(String include, int maxLineBytes, LineStart lineStart) {
        this.include = include.getBytes(UTF_8);
        this.rarest = rarest(this.include);
        this.maxLineBytes = maxLineBytes;
        this.lineStart = lineStart;
    }

    /** Begins a file: the line before its first one is not known. */
    void beginFile() {
        isAfterKept = true;
    }

    /** Begins a batch. The last batch's bounds array is never reused: it belongs to the caller that took it. */
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
     * @return the index at which the last, unfinished line begins; {@code to} where there is none
     */
    int split(byte[] bytes, int from, int to) {
        int start = from;
        while (true) {
            int newline = ByteSearch.indexOf(bytes, start, to, (byte) '\n');
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
        isAfterKept = includes(bytes, start, last) || isTorn(bytes, start, last);
        if (!isAfterKept) {
            return;
        }
        if (2 * count == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * count] = start;
        bounds[2 * count + 1] = last;
        count++;
    }

    /** Counts one line as discarded: it was too long to be held in a buffer. */
    void discard() {
        lines++;
        discarded++;
    }

    static int indexOfNewline(byte[] bytes, int from, int to) {
        return ByteSearch.indexOf(bytes, from, to, (byte) '\n');
    }

    boolean isTooLong(int lineBytes) {
        return lineBytes > maxLineBytes;
    }

    int[] bounds() {
        return bounds;
    }

    /** Lines kept in this batch. */
    int count() {
        return count;
    }

    /** Lines seen in this batch, kept or not. */
    int lines() {
        return lines;
    }

    /** True where the last line was not kept. */
    boolean isLastLeftOut() {
        return lines > 0 && !isAfterKept;
    }

    int discarded() {
        return discarded;
    }

    /** True where the line may be the rest of the kept line before it, or has the begin of another line within it. */
    private boolean isTorn(byte[] bytes, int start, int end) {
        return (isAfterKept && !lineStart.isAt(bytes, start, end)) || lineStart.within(bytes, start, end) >= 0;
    }

    private boolean includes(byte[] bytes, int from, int to) {
        if (include.length == 0) {
            return true;
        }
        int at = from + rarest;
        int end = to - include.length + rarest + 1;
        while (at < end) {
            at = ByteSearch.indexOf(bytes, at, end, include[rarest]);
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
