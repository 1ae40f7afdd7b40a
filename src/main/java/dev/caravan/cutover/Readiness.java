package dev.caravan.cutover;

import java.util.List;

/**
 * The answer to whether a cut-over is possible now.
 *
 * @param ready true where no reason forbids it
 * @param reasons the reasons that forbid it, and what else the operator has to know
 * @param forecast the forecast of the freeze; null where the options were not understood
 * @param interrupted a sentence about a cut-over that a crash ended; null where there is none
 */
record Readiness(boolean ready, List<Reason> reasons, Forecast forecast, String interrupted) {}
