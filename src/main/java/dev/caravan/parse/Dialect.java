package dev.caravan.parse;

import dev.caravan.change.LineBatch;
import dev.caravan.change.LineStart;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** How one kind of feed writes down where something may have changed. Single-threaded. */
interface Dialect {
    /** The names of all dialects. */
    List<String> NAMES = List.of("ccdbfs", "moosefs");

    /**
     * Returns the dialect of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Dialect named(String name, ZoneId zone, Clock clock) {
        return switch (name) {
            case "ccdbfs" -> new CcdbfsDialect(new LogTime(zone));
            case "moosefs" -> new MoosefsDialect(new LogTime(zone), OwnThreads.ofThisProcess(clock));
            default ->
                throw new IllegalArgumentException(
                        "dialect " + name + ": is not known: choose one of " + String.join(", ", NAMES));
        };
    }

    /** The result of reading a line. */
    enum Outcome {
        /** The line gave one hint or more. */
        HINT,
        /** The line says nothing about a change of an entry. */
        NOTHING,
        /** The line is about an operation of this process. */
        OWN,
        /** The line should have given a hint but could not be understood. */
        MALFORMED,
        /** The line was understood, and shows that lines before it are missing. */
        AFTER_LOSS
    }

    /** Begins a batch; {@code now} is not before the time of any of its lines. */
    void begin(Instant now);

    /** Reads one line and adds its hints. */
    Outcome read(byte[] bytes, int start, int end, Sightings sightings);

    /** How a line of this dialect begins. */
    default LineStart lineStart() {
        return LineStart.ANY;
    }

    /** True where a line ends with a name, so that a cut line may have a cut name. */
    default boolean endsWithName() {
        return false;
    }

    /** True where the dialect recognises this process's own reads for certain, and gives no hints for them. */
    default boolean excludesOwnReads() {
        return false;
    }

    /** True where the feed has a line for each change, and not only for the lookup before it. */
    default boolean tellsChanges() {
        return false;
    }

    /** True where the line is the rest of the one before it, in which a name held a newline. */
    default boolean continues(LineBatch batch, int line) {
        return false;
    }
}
