package dev.caravan.change;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/**
 * Whole lines of a feed as raw bytes in one buffer, which nobody changes after the batch was handed on.
 *
 * <p>Line {@code i} is {@code bytes[start(i) .. end(i))}, without its newline and without a carriage return before it.
 * The last line of a file that nobody writes any more may have no newline, and may be cut.
 */
public final class LineBatch {
    private final byte[] bytes;
    private final long baseOffset;
    private final int[] bounds;
    private final int count;
    private final Ticket ticket;
    private final boolean isLastCut;

    /**
     * A batch of {@code count} lines.
     *
     * @param bytes the buffer
     * @param baseOffset byte offset in the feed of {@code bytes[0]}
     * @param bounds start and end of each line, in pairs
     * @param count how many pairs count, 0 or more
     * @param ticket of the stretch of the feed that these lines were filtered from
     */
    public LineBatch(byte[] bytes, long baseOffset, int[] bounds, int count, Ticket ticket) {
        this(bytes, baseOffset, bounds, count, ticket, false);
    }

    /** As above; {@code isLastCut} is true where the last line has no newline and never will. */
    public LineBatch(byte[] bytes, long baseOffset, int[] bounds, int count, Ticket ticket, boolean isLastCut) {
        this.bytes = bytes;
        this.baseOffset = baseOffset;
        this.bounds = bounds;
        this.count = count;
        this.ticket = ticket;
        this.isLastCut = isLastCut;
    }

    /** Lines that were read as ISO-8859-1 text from a source without offsets, such as a pipe. */
    public static LineBatch of(List<String> latin1Lines) {
        byte[] bytes = String.join("\n", latin1Lines).getBytes(ISO_8859_1);
        int[] bounds = new int[2 * latin1Lines.size()];
        int at = 0;
        for (int i = 0; i < latin1Lines.size(); i++) {
            bounds[2 * i] = at;
            bounds[2 * i + 1] = at + latin1Lines.get(i).length();
            at = bounds[2 * i + 1] + 1;
        }
        return new LineBatch(bytes, 0, bounds, latin1Lines.size(), Ticket.NONE);
    }

    /**
     * As {@link #of(List)}, from bytes that hold newlines; the last line may lack its own. The bytes must
     * not change any more.
     */
    public static LineBatch of(byte[] lines) {
        int[] bounds = new int[64];
        int count = 0;
        for (int start = 0; start < lines.length; count++) {
            int end = start;
            while (end < lines.length && lines[end] != '\n') {
                end++;
            }
            if (bounds.length == 2 * count) {
                bounds = Arrays.copyOf(bounds, 4 * count);
            }
            bounds[2 * count] = start;
            bounds[2 * count + 1] = end > start && end < lines.length && lines[end - 1] == '\r' ? end - 1 : end;
            start = end + 1;
        }
        return new LineBatch(lines, 0, bounds, count, Ticket.NONE);
    }

    public int count() {
        return count;
    }

    /** The shared buffer; read-only. */
    public byte[] bytes() {
        return bytes;
    }

    public int start(int line) {
        return bounds[2 * line];
    }

    public int end(int line) {
        return bounds[2 * line + 1];
    }

    /** True where the line's rest may never have been written. */
    public boolean isCut(int line) {
        return isLastCut && line == count - 1;
    }

    /** True where a carriage return is between the line and its newline: it may belong to a name at the line's end. */
    public boolean isBeforeCarriageReturn(int line) {
        return end(line) < bytes.length && bytes[end(line)] == '\r';
    }

    /** Offset in the feed of the line's first byte. */
    public long offset(int line) {
        return baseOffset + start(line);
    }

    public Ticket ticket() {
        return ticket;
    }

    /** The lines as text, one char for each byte, made on demand: for routes that log them or send them elsewhere. */
    public List<String> lines() {
        return new AbstractList<>() {
            @Override
            public String get(int line) {
                return new String(bytes, start(line), end(line) - start(line), ISO_8859_1);
            }

            @Override
            public int size() {
                return count;
            }
        };
    }

    @Override
    public String toString() {
        return count + " lines from offset " + baseOffset;
    }
}
