package dev.caravan.settle;

/**
 * Learns how many lookups one look leaves in the log: the least, and the most in nine of ten cases. Single-threaded.
 */
final class UsualCount {
    private static final int ENOUGH = 32;
    private static final int MANY = 1024;
    private static final int LARGEST = 64;

    private final int[] times = new int[LARGEST + 1];
    private int total;

    /** Adds a count. A count of 0 is ignored: that look ended before it reached its entry. */
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

    /** False while fewer than 32 counts were added. */
    boolean isKnown() {
        return total >= ENOUGH;
    }

    /** The smallest count there was, 1 or more. */
    int least() {
        int count = 1;
        while (count < LARGEST && times[count] == 0) {
            count++;
        }
        return count;
    }

    /** The smallest number that nine of ten counts do not exceed. */
    int most() {
        int within = 0;
        int count = 0;
        while (10L * within < 9L * total && count < LARGEST) {
            within += times[++count];
        }
        return count;
    }
}
