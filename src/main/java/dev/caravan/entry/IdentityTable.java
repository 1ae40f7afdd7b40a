package dev.caravan.entry;

import java.util.Arrays;

/**
 * Maps a key to an inode and a ctime: a hash table of numbers with 24 bytes for each entry and a bounded size. Where a
 * bucket is full, its oldest entry is dropped. Thread-safe.
 */
final class IdentityTable {
    private static final int ENTRIES_OF_BUCKET = 8;
    private static final int NUMBERS_OF_ENTRY = 3;
    private static final int NUMBERS_OF_BUCKET = ENTRIES_OF_BUCKET * NUMBERS_OF_ENTRY;
    private static final int FIRST_BUCKETS = 64;

    private final int mostBuckets;

    /**
     * The buckets, one after the other, each with its newest entry first. An entry is key, inode and time; a key
     * of 0 means empty.
     */
    private long[] numbers = new long[FIRST_BUCKETS * NUMBERS_OF_BUCKET];

    private volatile boolean isEmpty = true;

    /** The result of a search. */
    enum Found {
        NOTHING,
        SAME,
        OTHER
    }

    /**
     * Begins empty.
     *
     * @param mostEntries the bound, rounded down to a power of two; the memory grows with the entries
     */
    IdentityTable(int mostEntries) {
        mostBuckets = Math.max(FIRST_BUCKETS, Integer.highestOneBit(mostEntries / ENTRIES_OF_BUCKET));
    }

    Found find(long key, long inode, long time) {
        if (isEmpty) {
            return Found.NOTHING;
        }
        synchronized (this) {
            int at = place(numbers, key);
            if (at < 0) {
                return Found.NOTHING;
            }
            return numbers[at + 1] == inode && numbers[at + 2] == time ? Found.SAME : Found.OTHER;
        }
    }

    synchronized void put(long key, long inode, long time) {
        int at = place(numbers, key);
        while (at < 0 && isFull(numbers, key) && numbers.length / NUMBERS_OF_BUCKET < mostBuckets) {
            grow();
            at = place(numbers, key);
        }
        put(numbers, at, key, inode, time);
        isEmpty = false;
    }

    /**
     * All entries, as key, inode and time one after the other; the oldest of each bucket first, so that another table that puts
     * them in this order holds the same.
     */
    synchronized long[] all() {
        long[] all = new long[numbers.length];
        int length = 0;
        for (int at = numbers.length - NUMBERS_OF_ENTRY; at >= 0; at -= NUMBERS_OF_ENTRY) {
            if (numbers[at] != 0) {
                System.arraycopy(numbers, at, all, length, NUMBERS_OF_ENTRY);
                length += NUMBERS_OF_ENTRY;
            }
        }
        return Arrays.copyOf(all, length);
    }

    /** Puts entries that {@link #all} has returned. */
    synchronized void putAll(long[] all) {
        for (int at = 0; at + NUMBERS_OF_ENTRY <= all.length; at += NUMBERS_OF_ENTRY) {
            put(all[at], all[at + 1], all[at + 2]);
        }
    }

    /** Forgets all entries. */
    synchronized void clear() {
        Arrays.fill(numbers, 0);
        isEmpty = true;
    }

    private void grow() {
        long[] larger = new long[2 * numbers.length];
        // Each bucket is copied from its oldest entry to its newest, which keeps their order.
        for (int at = numbers.length - NUMBERS_OF_ENTRY; at >= 0; at -= NUMBERS_OF_ENTRY) {
            if (numbers[at] != 0) {
                put(larger, -1, numbers[at], numbers[at + 1], numbers[at + 2]);
            }
        }
        numbers = larger;
    }

    /** Puts an entry first in its bucket, in place of the entry at {@code there}, or of the oldest where that is -1. */
    private static void put(long[] numbers, int there, long key, long inode, long time) {
        int begin = bucket(numbers, key);
        int end = there >= 0 ? there : begin + NUMBERS_OF_BUCKET - NUMBERS_OF_ENTRY;
        System.arraycopy(numbers, begin, numbers, begin + NUMBERS_OF_ENTRY, end - begin);
        numbers[begin] = key;
        numbers[begin + 1] = inode;
        numbers[begin + 2] = time;
    }

    private static int bucket(long[] numbers, long key) {
        return (int) (key & (numbers.length / NUMBERS_OF_BUCKET - 1)) * NUMBERS_OF_BUCKET;
    }

    private static boolean isFull(long[] numbers, long key) {
        return numbers[bucket(numbers, key) + NUMBERS_OF_BUCKET - NUMBERS_OF_ENTRY] != 0;
    }

    /** Index of the key's entry; -1 where there is none. */
    private static int place(long[] numbers, long key) {
        int begin = bucket(numbers, key);
        for (int at = begin; at < begin + NUMBERS_OF_BUCKET; at += NUMBERS_OF_ENTRY) {
            if (numbers[at] == key) {
                return at;
            }
        }
        return -1;
    }
}
