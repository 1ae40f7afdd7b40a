package dev.caravan.entry;

/**
 * The hash FNV-1a with 64 bits, over the bytes of a path or a name. Its high bits hardly depend on the last bytes: who needs them mixes
 * the result. Any thread.
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
