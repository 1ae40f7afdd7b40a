package dev.caravan.monitor;

import dev.caravan.change.CutoverPort;
import dev.caravan.control.Gate;
import dev.caravan.entry.RelativePath;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The controls of a running migration. Thread-safe.
 *
 * @param gate pauses and resumes the migration
 * @param bandwidth bytes per second that all copies together may move; 0 means no limit
 * @param workers number of threads that look and copy; at least 1
 * @param retry makes all failed paths due now, and returns how many there are
 * @param rescan requests a look at an entry, and a walk of everything below it where it is a directory
 * @param cutover carries out the commands of a cut-over
 */
public record Controls(
        Gate gate,
        AdjustableValue bandwidth,
        AdjustableValue workers,
        LongSupplier retry,
        Consumer<RelativePath> rescan,
        CutoverPort cutover) {}
