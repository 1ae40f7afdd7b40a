package dev.caravan.posix;

/**
 * How much a whole file system holds and may still take.
 *
 * @param totalBytes all there are
 * @param usedBytes those in use
 * @param freeBytes those that this user may still use
 * @param usedInodes entries of all types; -1 where the file system does not count them, or nobody can ask
 * @param freeInodes entries that may still be made; -1 likewise
 */
public record Space(long totalBytes, long usedBytes, long freeBytes, long usedInodes, long freeInodes) {
    /** No number: nobody counts. */
    public static final long UNKNOWN = -1;
}
