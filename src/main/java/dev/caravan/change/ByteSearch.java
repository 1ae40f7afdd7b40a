package dev.caravan.change;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Finds a byte in an array, eight bytes at a time: a byte of {@code word ^ pattern} is zero where the searched byte is,
 * and {@code (x - 0x01..) & ~x & 0x80..} has its lowest set bit in the first zero byte (Hacker's Delight, 6-1).
 * Stateless; any thread.
 */
public final class ByteSearch {
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGHS = 0x8080808080808080L;

    private ByteSearch() {}

    /** Index of the first such byte in {@code bytes[from .. to)}, or -1. */
    public static int indexOf(byte[] bytes, int from, int to, byte searched) {
        long pattern = (searched & 0xffL) * ONES;
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
}
