package dev.caravan.cutover;

import java.time.Instant;

/**
 * How far the log was read within the freeze, and what that rests on.
 *
 * @param askedAt when Caravan looked up a name that does not exist, to find it in the log
 * @param heardAt when that had come, and all before it was taken in; null where this log did not show it
 * @param waitedMillis from the question until the log's end was believed
 */
record LogEnd(Instant askedAt, Instant heardAt, long waitedMillis) {}
