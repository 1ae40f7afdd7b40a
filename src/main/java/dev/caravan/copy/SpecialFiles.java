package dev.caravan.copy;

import dev.caravan.entry.Entry;
import dev.caravan.entry.TargetLimits;
import dev.caravan.posix.Errno;
import java.io.IOException;

/**
 * Tells which FIFOs and device files the target can hold: some file systems hold none, and only root can make
 * devices. Thread-safe.
 */
final class SpecialFiles {
    private final TargetLimits limits;
    private final LimitProbe probe;

    SpecialFiles(TargetLimits limits, LimitProbe probe) {
        this.limits = limits;
        this.probe = probe;
    }

    /** The kind under which the target's limits list this entry. */
    static String kind(Entry source) {
        return source.type() == Entry.Type.FIFO ? TargetLimits.FIFOS : TargetLimits.DEVICES;
    }

    /** False where the target's file system is known to hold no entries of this kind. */
    boolean canBeHeld(Entry source, Place place) throws IOException {
        return limits.areNone() || limits.canHold(kind(source), place.directoryDevice());
    }

    /**
     * True where an entry could not be made because the target's file system holds none of its kind. Where the error
     * leaves that open, a probe decides.
     */
    boolean isLimit(Entry source, Place place, Exception failure) throws IOException {
        boolean isUnknownHere = failure instanceof UnsupportedOperationException;
        boolean mayBe = failure instanceof IOException e && (Errno.EPERM.is(e) || Errno.EOPNOTSUPP.is(e));
        if (!isUnknownHere && !mayBe) {
            return false;
        }
        boolean isLimit = limits.confirm(
                kind(source),
                place.directoryDevice(),
                place.path,
                String.valueOf(failure.getMessage()),
                () -> mayBe && probe.makes(source.type(), place));
        return isUnknownHere || isLimit;
    }
}
