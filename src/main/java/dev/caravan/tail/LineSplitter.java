package dev.caravan.tail;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.change.ByteSearch;
import dev.caravan.change.LineStart;
import java.util.Arrays;

/**
 * Finds the lines of a buffer and keeps the bounds of those that hold the include bytes; allocates nothing per line.
 *
 * <p>What follows such a line and does not begin as a line does is kept as well, since a newline in a name may have cut it off, and
 * so is a line within which another one begins: the piece before that may have been of a line that mattered.
 */
final class LineSplitter {
    private static final int FIRST_BOUNDS = 256;
    /** Bytes that stand many times in most lines of most logs, the most frequent first. */
    private static final String FREQUENT = " e0t1a2on3isr4-l5:6d78c9upmf./gh_ybvkwx,=EIDOT";

    private final byte[] include;
    /** Where the rarest of the include bytes stands among them. */
    private final int rarest;

    private final int maxLineBytes;
    private final LineStart lineStart;

    private int[] bounds = new int[FIRST_BOUNDS];
    private int count;
    private int lines;
    private int discarded;
    /** True where the line before was kept, or is not known. */
    private boolean isAfterKept = true;

    LineSplitter(String include, int maxLineBytes, LineStart lineStart) {
        this.include = include.getBytes(UTF_8);
        this.rarest = rarest(this.include);
        this.maxLineBytes = maxLineBytes;
        this.lineStart = lineStart;
    }

    /** Begins a file, at a line of which the one before is not known. */
    void beginFile() {
        isAfterKept = true;
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

    /** Counts one line of which too much was read already. */
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

    /** Lines included. */
    int count() {
        return count;
    }

    /** Lines seen. */
    int lines() {
        return lines;
    }

    /** True where the line that came last was not kept, and holds something. */
    boolean isLastLeftOut() {
        return lines > 0 && !isAfterKept;
    }

    int discarded() {
        return discarded;
    }

    /** True where it may be the rest of the line that was kept before it, or holds the begin of another one. */
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
