package dev.caravan.copy;

import dev.caravan.change.RelativePath;
import java.io.IOException;

/** What becomes of an entry of the target that has to go, with everything below it. */
interface Removal {
    /** Returns when no entry stands there any more. */
    void remove(RelativePath path) throws IOException;
}
