package dev.caravan.parse;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers texts that looked like two lines in one. A torn line holds a time and so comes once. A text
 * that comes again is part of a file's name, and must not count as a loss each time that somebody looks
 * at the file. Single-threaded.
 */
final class OddNames {
    private static final int MOST = 10_000;

    private final Map<Long, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /** Remembers this text of this directory; false where it was known already. */
    boolean add(long directoryInode, byte[] bytes, int start, int end) {
        long hash = directoryInode;
        for (int i = start; i < end; i++) {
            hash = (hash ^ bytes[i]) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return known.put(hash, true) == null;
    }
}
