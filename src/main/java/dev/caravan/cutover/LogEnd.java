package dev.caravan.cutover;

import java.time.Instant;

/**
 * How far the log was read during the freeze, and how that is known.
 *
 * @param askedAt when Caravan looked up a name that does not exist, so that the lookup appears in the log (a heartbeat)
 * @param heardAt when the heartbeat and everything before it had been read; null where this log does not show lookups
 * @param waitedMillis milliseconds from {@code askedAt} until the log counted as read to its end
 */
record LogEnd(Instant askedAt, Instant heardAt, long waitedMillis) {}
