package dev.caravan.posix;

/**
 * The space of a whole file system.
 *
 * @param totalBytes its size
 * @param usedBytes bytes in use
 * @param freeBytes bytes that this user may still write
 * @param usedInodes inodes in use; -1 where unknown
 * @param freeInodes inodes that may still be made; -1 where unknown
 */
public record Space(long totalBytes, long usedBytes, long freeBytes, long usedInodes, long freeInodes) {
    /** The file system does not count its inodes, or cannot be asked. */
    public static final long UNKNOWN = -1;
}
