package dev.caravan.parse;

import dev.caravan.change.LineBatch;
import dev.caravan.change.LineStart;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** How one kind of feed spells where something may have changed; used by one thread at a time. */
interface Dialect {
    /** The names of the dialects that there are. */
    List<String> NAMES = List.of("ccdbfs", "moosefs");

    /**
     * The dialect of this name.
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

    /** What became of a line. */
    enum Outcome {
        /** It gave one hint or more. */
        HINT,
        /** It tells of nothing that changes an entry. */
        NOTHING,
        /** It tells of what this process did itself. */
        OWN,
        /** It should have given a hint and could not be understood. */
        MALFORMED,
        /** It was understood, and shows that lines before it are missing. */
        AFTER_LOSS
    }

    /** Begins a batch; {@code now} is no earlier than any of its lines was written. */
    void begin(Instant now);

    /** Reads one line and adds its hints. */
    Outcome read(byte[] bytes, int start, int end, Sightings sightings);

    /** How a line of this dialect begins. */
    default LineStart lineStart() {
        return LineStart.ANY;
    }

    /** True where a line's end is a name's end, so that what is missing there is missing of the name. */
    default boolean endsWithName() {
        return false;
    }

    /** True where what this process reads leaves no hints, for certain. */
    default boolean excludesOwnReads() {
        return false;
    }

    /** True where it has a line for each change, and not only for the lookup before it. */
    default boolean tellsChanges() {
        return false;
    }

    /** True where the line is the rest of the one before, in which a name held a newline. */
    default boolean continues(LineBatch batch, int line) {
        return false;
    }
}
