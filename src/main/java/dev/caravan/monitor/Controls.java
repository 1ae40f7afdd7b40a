package dev.caravan.monitor;

import dev.caravan.change.CutoverPort;
import dev.caravan.control.Gate;
import dev.caravan.entry.RelativePath;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What an operator can do to a migration that runs; called by any thread.
 *
 * @param gate pauses and resumes
 * @param bandwidth bytes per second that are copied at most; 0 means no bound
 * @param workers threads that look and copy; at least 1
 * @param retry makes all that failed due now, and says how many that is
 * @param rescan asks for a look at an entry, and at all that is below it where it is a directory
 * @param cutover answers the command that cuts over
 */
public record Controls(
        Gate gate,
        AdjustableValue bandwidth,
        AdjustableValue workers,
        LongSupplier retry,
        Consumer<RelativePath> rescan,
        CutoverPort cutover) {}
