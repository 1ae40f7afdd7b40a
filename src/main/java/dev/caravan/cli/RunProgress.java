package dev.caravan.cli;

import dev.caravan.app.Engine;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * The progress lines of {@code run}: during a walk one line a minute and one at its end; otherwise one for each minute
 * in which something was copied. Single-threaded.
 */
final class RunProgress {
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final Engine.Running running;
    private final Supplier<WalkEstimate> estimates;
    private Duration lineAt;
    private Duration walkBegan;
    private ProgressLine line;
    private boolean walks;

    /**
     * Begins at the start of {@code run}.
     *
     * @param estimates supplies a new estimate for each walk
     */
    RunProgress(Engine.Running running, Supplier<WalkEstimate> estimates) {
        this.running = running;
        this.estimates = estimates;
        begin(Duration.ZERO);
    }

    /**
     * The line that is due; empty where none is.
     *
     * @param elapsed the time since the start; it never decreases from call to call
     */
    Optional<String> line(Duration elapsed) {
        boolean isWalking = ProgressLine.isWalking(running);
        if (isWalking == walks && elapsed.compareTo(lineAt) < 0) {
            return Optional.empty();
        }
        Optional<String> said = walks ? Optional.of("walk: " + line.walk(elapsed.minus(walkBegan))) : live();
        if (walks && isWalking) {
            lineAt = elapsed.plus(BETWEEN_LINES);
        } else {
            begin(elapsed);
        }
        return said;
    }

    private Optional<String> live() {
        return line.isCopied() ? Optional.of("in the last minute: " + line.live(BETWEEN_LINES)) : Optional.empty();
    }

    private void begin(Duration elapsed) {
        walks = ProgressLine.isWalking(running);
        // An estimate asks the source's file system, which is of use during a walk only.
        line = ProgressLine.sinceNow(running, walks ? estimates.get() : new WalkEstimate(OptionalLong.empty()));
        walkBegan = elapsed;
        lineAt = elapsed.plus(BETWEEN_LINES);
    }
}
