package dev.caravan.reconcile;

import dev.caravan.change.Entry;
import dev.caravan.change.FileTimes;
import java.time.Duration;

/**
 * Whether a target's entry is equal to a source's: any difference decides, never which one is newer.
 *
 * <p>Times are compared at the coarser resolution of what the two sides can hold. The one place that knows what equal means.
 */
final class Comparison {
    /** The JVM sets a link's time to the microsecond. */
    private static final Duration LINK_RESOLUTION = Duration.ofNanos(1000);

    private final Duration resolution;

    /**
     * A comparison with a target.
     *
     * @param resolution the step in which the target keeps times
     */
    Comparison(Duration resolution) {
        this.resolution = resolution;
    }

    /** True where nothing has to be done. */
    boolean areEqual(Entry source, Entry target) {
        return haveEqualData(source, target) && haveEqualAttributes(source, target) && haveEqualTimes(source, target);
    }

    /** True where all but the times are equal; a directory's times are set after everything in it. */
    boolean areEqualButTimes(Entry source, Entry target) {
        return haveEqualData(source, target) && haveEqualAttributes(source, target);
    }

    private static boolean haveEqualData(Entry source, Entry target) {
        if (source.type() != target.type()) {
            return false;
        }
        return switch (source.type()) {
            case FILE -> source.size() == target.size();
            case LINK -> source.link().equals(target.link());
            case DIRECTORY, OTHER -> true;
        };
    }

    private static boolean haveEqualAttributes(Entry source, Entry target) {
        return source.uid() == target.uid()
                && source.gid() == target.gid()
                // The mode of a link has no meaning on Linux.
                && (source.type() == Entry.Type.LINK || source.mode() == target.mode());
    }

    boolean haveEqualTimes(Entry source, Entry target) {
        Duration step = source.type() == Entry.Type.LINK && resolution.compareTo(LINK_RESOLUTION) < 0
                ? LINK_RESOLUTION
                : resolution;
        return FileTimes.areEqual(source.modified(), target.modified(), step);
    }
}
