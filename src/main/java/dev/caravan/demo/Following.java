package dev.caravan.demo;

import dev.caravan.change.Look;
import java.util.Map;
import java.util.function.LongSupplier;

/** The whole of Caravan, seen from the demo: one run that is started once and stopped once, both by the demo's thread. */
public interface Following {
    /**
     * Starts to follow; returns once the log is followed.
     *
     * @param settings {@code caravan.*} keys and values, which beat every other source of settings
     * @param reads has to be told of every look at the source, by whichever thread looked
     * @throws Exception if it cannot start; the demo ends with it
     */
    void start(Map<String, String> settings, Look.Listener reads) throws Exception;

    /** Asked several times a second once started, and still after the stop. */
    Counters counters();

    /** True where the log is read to its end, no path is held and nothing is in flight: without more hints nothing will happen. */
    boolean isDrained();

    /**
     * Stops; returns once no thread of it touches either tree. Also called after a start that failed.
     *
     * @throws Exception if it did not stop in order; the demo ends with it
     */
    void stop() throws Exception;

    /**
     * The numbers that the demo shows; each may be asked by any thread.
     *
     * @param held paths that wait for their quiet period
     * @param inFlight looks and copies under way
     * @param copiedEntries entries of the target made or changed
     * @param copiedBytes of data
     * @param echoesDropped hints dropped because our own reads caused them
     * @param lagMillis how far the followed log is behind, in milliseconds
     */
    record Counters(
            LongSupplier held,
            LongSupplier inFlight,
            LongSupplier copiedEntries,
            LongSupplier copiedBytes,
            LongSupplier echoesDropped,
            LongSupplier lagMillis) {}
}
