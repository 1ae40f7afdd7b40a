package dev.caravan.parse;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The texts that looked like two lines in one. A line is torn once, and then holds a time of its own; where the same text comes again,
 * somebody has called a file so, and it must not be taken for a loss each time that the file is looked at. Not for several threads.
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

    /** True where this text was not met before in this directory; it is known from then on. */
    boolean isNew(long directoryInode, byte[] bytes, int start, int end) {
        long hash = directoryInode;
        for (int i = start; i < end; i++) {
            hash = (hash ^ bytes[i]) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return known.put(hash, true) == null;
    }
}
