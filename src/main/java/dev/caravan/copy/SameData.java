package dev.caravan.copy;

import dev.caravan.change.Entry;
import dev.caravan.change.FileTimes;
import java.time.Duration;

/**
 * Whether a target's file holds a source's data already, as far as size and time tell.
 *
 * @param resolution the step in which the target keeps times
 */
record SameData(Duration resolution) {
    boolean is(Entry source, Entry target) {
        return source.type() == Entry.Type.FILE
                && target.type() == Entry.Type.FILE
                && target.size() == source.size()
                && FileTimes.areEqual(target.modified(), source.modified(), resolution);
    }
}
