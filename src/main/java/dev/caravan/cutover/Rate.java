package dev.caravan.cutover;

/**
 * A rate per second, with its bounds.
 *
 * @param low the lower bound
 * @param likely the expected rate
 * @param high the upper bound: the best that was reached, or the most that has to be feared
 * @param known false where there is too little data; the numbers are then 0
 */
record Rate(double low, double likely, double high, boolean known) {
    static final Rate UNKNOWN = new Rate(0, 0, 0, false);

    static Rate of(double low, double likely, double high) {
        return new Rate(low, likely, high, true);
    }
}
