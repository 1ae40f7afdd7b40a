package dev.caravan.cutover;

import java.time.Instant;

/**
 * The looks at what hints had been put off for.
 *
 * @param at when the last of them was made
 * @param entries how many
 */
record PutOff(Instant at, long entries) {}
