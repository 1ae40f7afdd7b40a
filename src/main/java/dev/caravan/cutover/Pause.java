package dev.caravan.cutover;

import java.time.Duration;

/** How the cut-over waits between two looks at the situation; a test moves its clock instead. */
@FunctionalInterface
public interface Pause {
    void pause(Duration duration) throws InterruptedException;
}
