package dev.caravan.entry;

/**
 * The 64-bit hash FNV-1a of a path's or a name's bytes. Its high bits hardly depend on the last bytes: callers that use them mix the
 * result. Thread-safe.
 */
public final class Fnv1a {
    /** The hash of no bytes. */
    public static final long EMPTY = 0xcbf29ce484222325L;

    private static final long PRIME = 0x100000001b3L;

    private Fnv1a() {}

    /** Of all bytes, one to a char. */
    public static long hash(String latin1) {
        return hash(EMPTY, latin1, latin1.length());
    }

    /**
     * Of the first bytes.
     *
     * @param begin {@link #EMPTY}, or what stands for the bytes before these
     * @param end how many of the text's chars count
     */
    public static long hash(long begin, String latin1, int end) {
        long hash = begin;
        for (int i = 0; i < end; i++) {
            hash = (hash ^ latin1.charAt(i)) * PRIME;
        }
        return hash;
    }
}
