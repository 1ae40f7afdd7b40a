package dev.caravan.cli;

import dev.caravan.app.Engine;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What {@code run} says of its progress: a line a minute of a walk and one at its end, else one of each minute in which something was copied. One thread. */
final class RunProgress {
    private static final Duration BETWEEN_LINES = Duration.ofMinutes(1);

    private final Engine.Running running;
    private final Supplier<WalkEstimate> estimates;
    private Duration lineAt;
    private Duration walkBegan;
    private ProgressLine line;
    private boolean walks;

    /**
     * From its start on.
     *
     * @param estimates one for each walk
     */
    RunProgress(Engine.Running running, Supplier<WalkEstimate> estimates) {
        this.running = running;
        this.estimates = estimates;
        begin(Duration.ZERO);
    }

    /** The line that it is time for; {@code elapsed} since the start never goes backwards. */
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
        // The source is asked only where somebody wants to know.
        line = ProgressLine.sinceNow(running, walks ? estimates.get() : new WalkEstimate(OptionalLong.empty()));
        walkBegan = elapsed;
        lineAt = elapsed.plus(BETWEEN_LINES);
    }
}
