package dev.caravan.settle;

/** The number that nine of ten counts stay within, of the last thousand or so. Used by one thread at a time. */
final class UsualCount {
    private static final int ENOUGH = 32;
    private static final int MANY = 1024;
    private static final int LARGEST = 64;

    private final int[] times = new int[LARGEST + 1];
    private int total;

    /** One more count; none at all says nothing. */
    void add(int count) {
        if (count == 0) {
            return;
        }
        times[Math.min(count, LARGEST)]++;
        total++;
        if (total == MANY) {
            total = 0;
            for (int i = 0; i < times.length; i++) {
                times[i] /= 2;
                total += times[i];
            }
        }
    }

    /** Without a bound while too few have been counted. */
    int value() {
        if (total < ENOUGH) {
            return Integer.MAX_VALUE;
        }
        int within = 0;
        int count = 0;
        while (10L * within < 9L * total) {
            within += times[++count];
        }
        return count == LARGEST ? Integer.MAX_VALUE : count;
    }
}
