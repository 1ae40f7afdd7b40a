package dev.caravan.verify;

import dev.caravan.entry.RelativePath;

/**
 * Some of the files, chosen by a hash of their paths: the same in each pass with the same seed, and a larger sample holds all of a
 * smaller one.
 *
 * @param percent of the files, 0 to 100
 */
record Sample(double percent, long seed) {
    private static final long FNV_PRIME = 0x100000001b3L;

    boolean holds(RelativePath path) {
        // 53 bits are what a double holds.
        return percent >= 100 || (hash(path.latin1()) >>> 11) * 0x1.0p-53 * 100 < percent;
    }

    /** FNV-1a, whose high bits hardly know the last bytes; so they are mixed, as SplittableRandom does it. */
    private long hash(String bytes) {
        long hash = 0xcbf29ce484222325L ^ seed;
        for (int i = 0; i < bytes.length(); i++) {
            hash = (hash ^ bytes.charAt(i)) * FNV_PRIME;
        }
        hash = (hash ^ hash >>> 30) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ hash >>> 27) * 0x94d049bb133111ebL;
        return hash ^ hash >>> 31;
    }
}
