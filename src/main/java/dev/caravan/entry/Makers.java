package dev.caravan.entry;

import java.time.Duration;

/** Tells whether the processes live that make temporary entries. Thread-safe. */
@FunctionalInterface
public interface Makers {
    /** A process of another host counts as ended once it has renewed its lease for the last time this long ago. */
    Duration SILENT = Duration.ofSeconds(60);

    /** Knows the processes of this host alone. */
    Makers OF_THIS_HOST = Maker::state;

    /**
     * What is known about a process.
     *
     * @param maker as in {@link TemporaryName#maker}
     */
    Maker.State state(String maker);
}
