package dev.caravan.cutover;

import java.util.List;

/**
 * How long the freeze would be if it began now, in milliseconds, and of what it is made up.
 *
 * @param parts in the order of the steps; the proof's runs beside the first ones
 * @param highMillis null where there is too little data for a bound
 * @param knows false where a part of it is a guess
 * @param changesPerSecond made equal a second, lately; null where unknown
 */
record Forecast(
        List<Part> parts, long lowMillis, long likelyMillis, Long highMillis, boolean knows, Double changesPerSecond) {
    /**
     * One part.
     *
     * @param highMillis null where there is too little data for a bound
     * @param basis for a person: what it was reckoned from
     */
    record Part(String name, long lowMillis, long likelyMillis, Long highMillis, String basis) {
        boolean isKnown() {
            return highMillis != null;
        }
    }
}
