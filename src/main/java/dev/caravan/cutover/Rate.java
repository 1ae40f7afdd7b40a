package dev.caravan.cutover;

/**
 * How many a second, as far as that is known.
 *
 * @param low what one may count on
 * @param likely what is to be expected
 * @param high what was reached at best, or feared at worst
 * @param known false where there is too little data; the numbers are 0 then
 */
record Rate(double low, double likely, double high, boolean known) {
    static final Rate UNKNOWN = new Rate(0, 0, 0, false);

    static Rate of(double low, double likely, double high) {
        return new Rate(low, likely, high, true);
    }
}
