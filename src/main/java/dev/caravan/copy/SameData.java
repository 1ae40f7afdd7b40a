package dev.caravan.copy;

import dev.caravan.change.Entry;
import dev.caravan.change.FileTimes;
import dev.caravan.change.TargetLimits;
import java.time.Duration;

/**
 * Whether a target's entry holds a source's data already, as far as size and time tell.
 *
 * @param resolution the step in which the target keeps times
 * @param limits which times it keeps
 */
record SameData(Duration resolution, TargetLimits limits) {
    boolean is(Entry source, Entry target) {
        return target.type() == source.type()
                && (source.type() != Entry.Type.FILE || target.size() == source.size())
                && target.link().equals(source.link())
                && target.special() == source.special()
                && haveEqualTimes(source, target);
    }

    private boolean haveEqualTimes(Entry source, Entry target) {
        return FileTimes.areEqual(target.modified(), source.modified(), resolution)
                || FileTimes.areEqual(
                        target.modified(), limits.times(target.device()).nearest(source.modified()), resolution);
    }
}
