package dev.caravan.cutover;

import java.util.List;

/**
 * Whether one may switch now.
 *
 * @param ready nothing bars
 * @param reasons those that bar, and what else one has to know
 * @param forecast of the freeze; null where the question was not understood
 * @param interrupted of a cut-over that a crash ended; null where none was
 */
record Readiness(boolean ready, List<Reason> reasons, Forecast forecast, String interrupted) {}
