package dev.caravan.cutover;

import java.util.List;

/**
 * How long the freeze would last if it began now, in milliseconds, and its parts.
 *
 * @param parts the parts in the order of the steps; the proof runs in parallel with the parts before it
 * @param highMillis the upper bound; null where there is too little data for one
 * @param knows false where at least one part is a guess
 * @param changesPerSecond entries made equal per second lately; null where unknown
 */
record Forecast(
        List<Part> parts, long lowMillis, long likelyMillis, Long highMillis, boolean knows, Double changesPerSecond) {
    /**
     * One part of the freeze.
     *
     * @param highMillis the upper bound; null where there is too little data for one
     * @param basis text for a person: what the part was computed from
     */
    record Part(String name, long lowMillis, long likelyMillis, Long highMillis, String basis) {
        boolean isKnown() {
            return highMillis != null;
        }
    }
}
