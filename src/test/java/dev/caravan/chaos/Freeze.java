package dev.caravan.chaos;

import dev.caravan.testing.CaravanProcess.Ending;
import dev.caravan.testing.FoundTree;
import dev.caravan.testing.RsyncOracle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The end: nobody writes any more, no call fails, and a cut-over has to be done, in two equal trees. One thread. */
final class Freeze {
    private static final Duration DRAIN = Duration.ofSeconds(30);
    private static final Duration DEADLINE = Duration.ofSeconds(45);

    /** For all that a cut-over may ask for; what is still not done then is taken for never done. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Longer than the log of this run is ever late. */
    private static final String LOG_LAG_SECONDS = "8";

    private final Subject subject;
    private final Path source;
    private final Path target;
    private final Violations violations;

    Freeze(Subject subject, Path source, Path target, Violations violations) {
        this.subject = subject;
        this.source = source;
        this.target = target;
        this.violations = violations;
    }

    /** Cuts over, and where that is not done mends what it names, as it says, and repeats it. */
    void cutOver() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Ending ending =
                    // A client that shows no canaries is not waited for as long as it would be by default.
                    subject.command(
                            "cutover",
                            "--frozen",
                            "--log-lag-seconds",
                            LOG_LAG_SECONDS,
                            "--deadline-seconds",
                            Long.toString(DEADLINE.toSeconds()));
            String answer = (ending.out() + ending.err()).strip();
            violations.tell("cutover ends with " + ending.status() + "\n"
                    + answer.indent(4).stripTrailing());
            if (ending.status() == 0) {
                compare();
                return;
            }
            if (System.nanoTime() > deadline) {
                violations.add("the cut-over is never done: " + answer);
                return;
            }
            subject.start();
            mend(answer);
        }
    }

    private void mend(String answer) throws Exception {
        if (answer.contains("caravan resume")) {
            subject.invoke("resume");
        }
        if (answer.contains("caravan retry")) {
            subject.invoke("retry");
        }
        if (answer.contains("caravan rescan")) {
            subject.command("rescan", ".");
        }
        // What waits for its time, or for a walk, has it now.
        boolean drained = subject.awaitDrained(DRAIN);
        if (answer.contains("caravan verify")) {
            violations.tell(subject.command("verify").out().strip());
            drained = subject.awaitDrained(DRAIN);
        }
        violations.tell((drained ? "drained: " : "not drained: ") + subject.status());
    }

    private void compare() throws IOException, InterruptedException {
        FoundTree expected = FoundTree.of(source, List.of());
        List<String> seen = RsyncOracle.differences(source, target, List.of());
        List<String> found = expected.differencesOf(FoundTree.of(target, List.of()));
        seen.forEach(difference -> violations.add("done, and yet different: " + difference));
        found.forEach(difference -> violations.add("done, and yet different: " + difference));
        if (seen.isEmpty() && found.isEmpty()) {
            violations.tell("equal: " + expected.names().size() + " entries");
        }
    }
}
