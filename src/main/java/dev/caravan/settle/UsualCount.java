package dev.caravan.settle;

/** How many lookups one look leaves in the log: at the least, and in nine of ten cases at the most. Used by one thread at a time. */
final class UsualCount {
    private static final int ENOUGH = 32;
    private static final int MANY = 1024;
    private static final int LARGEST = 64;

    private final int[] times = new int[LARGEST + 1];
    private int total;

    /** One more count; none at all is that of a look which did not get as far as its entry, and says nothing. */
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

    /** False while too few have been counted. */
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

    /** The number that nine of ten counts stay within. */
    int most() {
        int within = 0;
        int count = 0;
        while (10L * within < 9L * total && count < LARGEST) {
            within += times[++count];
        }
        return count;
    }
}
