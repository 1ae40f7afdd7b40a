package dev.caravan.reconcile;

import dev.caravan.change.Entry;
import dev.caravan.change.FileTimes;
import dev.caravan.change.TargetLimits;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Whether a target's entry is equal to a source's: any difference decides, never which one is newer.
 *
 * <p>Times are compared at the coarser resolution of what the two sides can hold. The one place that knows what equal means.
 */
final class Comparison {
    private final Duration resolution;
    private final Duration linkResolution;
    private final TargetLimits limits;

    /**
     * A comparison with a target.
     *
     * @param resolution the step in which the target keeps times
     * @param linkResolution the step in which a symbolic link's can be set
     * @param limits what the target cannot hold is not compared
     */
    Comparison(Duration resolution, Duration linkResolution, TargetLimits limits) {
        this.resolution = resolution;
        this.linkResolution = resolution.compareTo(linkResolution) < 0 ? linkResolution : resolution;
        this.limits = limits;
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
            case CHARACTER_DEVICE, BLOCK_DEVICE -> source.special() == target.special();
            case DIRECTORY, FIFO, SOCKET, OTHER -> true;
        };
    }

    private boolean haveEqualAttributes(Entry source, Entry target) {
        return haveEqualOwners(source, target)
                // The mode of a link has no meaning on Linux.
                && (source.type() == Entry.Type.LINK || source.mode() == target.mode())
                && haveEqualExtended(source.attributes(), target.attributes());
    }

    private boolean haveEqualOwners(Entry source, Entry target) {
        return (source.uid() == target.uid() && source.gid() == target.gid()) || !limits.canHold(TargetLimits.OWNER);
    }

    private boolean haveEqualExtended(Map<String, String> source, Map<String, String> target) {
        return source.equals(target)
                || Stream.concat(source.keySet().stream(), target.keySet().stream())
                        .allMatch(name -> Objects.equals(source.get(name), target.get(name))
                                || !limits.canHold(TargetLimits.kindOf(name)));
    }

    boolean haveEqualTimes(Entry source, Entry target) {
        Duration step = source.type() == Entry.Type.LINK ? linkResolution : resolution;
        return FileTimes.areEqual(source.modified(), target.modified(), step);
    }
}
