package dev.caravan.walk;

import dev.caravan.change.RelativePath;
import java.time.Instant;

/**
 * How far a walk of the whole tree has come.
 *
 * @param began when it began, however often it was cut off since
 * @param next in walk order, before which everything is done; null where all of it is
 */
public record WalkPosition(Instant began, RelativePath next) {
    boolean isCutOff() {
        return next != null;
    }
}
