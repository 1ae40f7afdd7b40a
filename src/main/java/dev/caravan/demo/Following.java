package dev.caravan.demo;

import dev.caravan.change.Look;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** Caravan as the demo uses it: started once and stopped once, both on the demo's thread. */
public interface Following {
    /** How many hosts change the source, each with a log of its own: {@link Demo#log}. */
    default int hosts() {
        return 1;
    }

    /** Called once, when half of the time of the changes is over. */
    default void halfway() throws Exception {}

    /** Called once, when the changes are over. */
    default void changed() throws Exception {}

    /** What there is to tell of it after the end, a line each. */
    default List<String> story() {
        return List.of();
    }

    /**
     * Starts, and returns once the log is followed.
     *
     * @param settings {@code caravan.*} keys and values, which override every other source of settings
     * @param reads told of every look at the source, on the thread that looked
     * @throws Exception if it cannot start; the demo ends with it
     */
    void start(Map<String, String> settings, Look.Listener reads) throws Exception;

    /** Called several times a second after the start, and once more after the stop. */
    Counters counters();

    /** True where the log is read to its end, no path is held and nothing is in work. */
    boolean isDrained();

    /**
     * Stops, and returns once no thread uses either tree. Also called after a failed start.
     *
     * @throws Exception if it did not stop in order; the demo ends with it
     */
    void stop() throws Exception;

    /**
     * The numbers that the demo shows. Thread-safe.
     *
     * @param held paths that wait for their quiet period
     * @param inFlight looks and copies under way
     * @param copiedEntries entries of the target made or changed
     * @param copiedBytes bytes of data copied
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
