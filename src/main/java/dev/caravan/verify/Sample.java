package dev.caravan.verify;

import dev.caravan.entry.Fnv1a;
import dev.caravan.entry.RelativePath;

/**
 * A part of the files, chosen by a hash of their paths. Passes with the same seed choose the same files, and a larger
 * sample includes every smaller one. Thread-safe.
 *
 * @param percent share of the files, 0 to 100
 * @param seed number that selects the files
 */
record Sample(double percent, long seed) {
    boolean holds(RelativePath path) {
        // A double holds 53 bits.
        return percent >= 100 || (hash(path.latin1()) >>> 11) * 0x1.0p-53 * 100 < percent;
    }

    /** Mixes the bits as SplittableRandom does. */
    private long hash(String latin1) {
        long hash = Fnv1a.hash(Fnv1a.EMPTY ^ seed, latin1, latin1.length());
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }
}
