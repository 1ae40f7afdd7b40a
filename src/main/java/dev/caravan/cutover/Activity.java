package dev.caravan.cutover;

/**
 * What the running Caravan has done since its start, as counters that only grow.
 *
 * @param changes entries of the target that were changed or removed
 * @param looks entries that were looked at for a hint's sake or the walk's
 * @param bytes of data copied
 * @param logBytes of the log that were read
 */
public record Activity(long changes, long looks, long bytes, long logBytes) {}
