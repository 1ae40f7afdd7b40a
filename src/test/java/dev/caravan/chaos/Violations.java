package dev.caravan.chaos;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.function.Supplier;

/** What happens in a run, told at once; and what may not happen, each kept once. Any thread. */
final class Violations {
    private static final int MOST_LINES = 40;

    private final long begin = System.nanoTime();
    private final Set<String> all = new ConcurrentSkipListSet<>();
    private final PrintStream out;
    private final Supplier<Integer> step;

    /**
     * None yet.
     *
     * @param step how far the program is
     */
    Violations(PrintStream out, Supplier<Integer> step) {
        this.out = out;
        this.step = step;
    }

    /** Something that is as it may be. */
    void tell(String what) {
        out.println(seconds() + " s, step " + step.get() + ": " + what);
    }

    /** Something that may not be. */
    void add(String what) {
        if (all.add(what)) {
            tell("VIOLATION: " + what);
        }
    }

    boolean areNone() {
        return all.isEmpty();
    }

    long seconds() {
        return Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    }

    void sum() {
        all.stream().limit(MOST_LINES).forEach(violation -> out.println("  " + violation));
        if (all.size() > MOST_LINES) {
            out.println("  and " + (all.size() - MOST_LINES) + " more");
        }
    }
}
