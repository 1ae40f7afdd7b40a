package dev.caravan.change;

import java.io.IOException;
import java.time.Instant;

/** Told of walks by the walking thread. */
public interface WalkListener {
    /**
     * A walk of this directory and everything below it begins.
     *
     * @param walk the name of the endpoint
     */
    void began(String walk, RelativePath directory);

    /**
     * All of it was looked at, and what could be applied was; what was too young is held.
     *
     * @throws IOException if that could not be written down: the walk counts as not done
     */
    void ended(String walk, RelativePath directory, Instant began) throws IOException;

    /** This one, then the other. */
    default WalkListener and(WalkListener other) {
        WalkListener first = this;
        return new WalkListener() {
            @Override
            public void began(String walk, RelativePath directory) {
                first.began(walk, directory);
                other.began(walk, directory);
            }

            @Override
            public void ended(String walk, RelativePath directory, Instant began) throws IOException {
                first.ended(walk, directory, began);
                other.ended(walk, directory, began);
            }
        };
    }
}
