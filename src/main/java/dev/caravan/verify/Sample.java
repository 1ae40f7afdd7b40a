package dev.caravan.verify;

import dev.caravan.entry.Fnv1a;
import dev.caravan.entry.RelativePath;

/**
 * Some of the files, chosen by a hash of their paths: the same in each pass with the same seed, and a larger sample holds all of a
 * smaller one.
 *
 * @param percent of the files, 0 to 100
 */
record Sample(double percent, long seed) {
    boolean holds(RelativePath path) {
        // 53 bits are what a double holds.
        return percent >= 100 || (hash(path.latin1()) >>> 11) * 0x1.0p-53 * 100 < percent;
    }

    /** Mixed as SplittableRandom does it. */
    private long hash(String latin1) {
        long hash = Fnv1a.hash(Fnv1a.EMPTY ^ seed, latin1, latin1.length());
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }
}
