package dev.caravan.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.StringJoiner;

/**
 * What a run does, all of it drawn from its seed: the same seed and length give the same changes in the same order, the same
 * client, and the same events at the same steps. What they hit in the running process is up to the clock.
 *
 * @param steps changes of the source
 * @param callsPerFault one call of the file systems in so many fails
 * @param events in the order of their steps
 */
record Plan(long seed, int steps, Manners manners, int callsPerFault, List<Event> events) {
    static final int STEPS_PER_SECOND = 20;
    private static final int CALLS_PER_FAULT = 1000;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    /** From one event to the next, at least and at most. */
    private static final int LEAST_SECONDS = 1;

    private static final int MOST_SECONDS = 4;

    /** How long one lasts. */
    private static final int LEAST_MILLIS = 100;

    private static final int MOST_MILLIS = 2500;

    /** Something that happens to Caravan or to its log. */
    enum Kind {
        /** kill -9, and down for a while. */
        KILL,
        /** SIGTERM, and down for a while. */
        STOP,
        /** kill -9, and the target as it was on its disk in that moment. */
        POWER_CUT,
        /** Told to pause, and to resume after a while. */
        PAUSE,
        /** SIGSTOP, and SIGCONT after a while. */
        SUSPEND,
        /** The log is renamed; the client writes to it for a while yet. */
        RENAME_LOG,
        /** The log is copied and cut to nothing. */
        TRUNCATE_LOG,
        /** The client writes nothing to its log for a while, and then all of it. */
        STALL_LOG
    }

    record Event(int step, Kind kind, int millis) {}

    /**
     * Draws one.
     *
     * @param possible other kinds of events are left out
     */
    static Plan draw(long seed, int seconds, Set<Kind> possible) {
        // Of small seeds that are neighbours the first numbers would be alike.
        Random random = new Random(seed * SPREAD);
        Manners manners = Manners.draw(random);
        int steps = seconds * STEPS_PER_SECOND;
        List<Event> events = new ArrayList<>();
        List<Kind> order = new ArrayList<>();
        int step = between(random, LEAST_SECONDS, MOST_SECONDS);
        while (step < steps) {
            if (order.isEmpty()) {
                // All of them, so that another set leaves the others where they are.
                order.addAll(EnumSet.allOf(Kind.class));
                order.add(Kind.KILL);
                Collections.shuffle(order, random);
            }
            Event event = new Event(step, order.remove(0), LEAST_MILLIS + random.nextInt(MOST_MILLIS));
            if (possible.contains(event.kind())) {
                events.add(event);
            }
            step += between(random, LEAST_SECONDS, MOST_SECONDS);
        }
        return new Plan(seed, steps, manners, CALLS_PER_FAULT, List.copyOf(events));
    }

    private static int between(Random random, int leastSeconds, int mostSeconds) {
        return STEPS_PER_SECOND * leastSeconds + random.nextInt(STEPS_PER_SECOND * (mostSeconds - leastSeconds));
    }

    int seconds() {
        return steps / STEPS_PER_SECOND;
    }

    /** Some lines for a person. */
    String text() {
        StringJoiner text = new StringJoiner(System.lineSeparator());
        text.add("seed " + seed + ": " + steps + " changes in " + seconds() + " s; one call in " + callsPerFault
                + " fails; " + manners);
        events.forEach(
                event -> text.add("  step " + event.step() + ": " + event.kind() + ", " + event.millis() + " ms"));
        return text.toString();
    }
}
