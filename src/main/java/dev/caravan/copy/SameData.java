package dev.caravan.copy;

import dev.caravan.change.Entry;
import dev.caravan.change.FileTimes;
import java.time.Duration;

/**
 * Whether a target's entry holds a source's data already, as far as size and time tell.
 *
 * @param resolution the step in which the target keeps times
 */
record SameData(Duration resolution) {
    boolean is(Entry source, Entry target) {
        return target.type() == source.type()
                && (source.type() != Entry.Type.FILE || target.size() == source.size())
                && target.link().equals(source.link())
                && target.special() == source.special()
                && FileTimes.areEqual(target.modified(), source.modified(), resolution);
    }
}
