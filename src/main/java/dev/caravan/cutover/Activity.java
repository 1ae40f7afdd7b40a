package dev.caravan.cutover;

/**
 * Counters of what the migration has done since the process started; they only grow.
 *
 * @param changes entries of the target that were changed or removed
 * @param looks entries that were compared on both sides, for a hint or by a walk
 * @param bytes bytes of file data that were copied
 * @param logBytes bytes of the log that were read
 */
public record Activity(long changes, long looks, long bytes, long logBytes) {}
