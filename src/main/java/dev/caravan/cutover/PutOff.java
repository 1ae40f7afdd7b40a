package dev.caravan.cutover;

import java.time.Instant;

/**
 * The looks at entries whose hints had been put off.
 *
 * @param at when the last of these looks was made
 * @param entries the number of entries
 */
record PutOff(Instant at, long entries) {}
