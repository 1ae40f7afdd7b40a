/**
 * Holds each path until it is quiet.
 *
 * <p>Input: hints by path, and verdicts that say wait. Output: a {@link dev.caravan.change.Task} for each held path
 * once its hold ends. A hint for a path that is held already changes nothing but the ticket. Nothing is lost: a held
 * path is covered by a ticket of its feed, so that a crash replays it; a hint is dropped only where it is proven to be
 * the echo of our own look; and every path that a hint has named is looked at again, at growing intervals.
 *
 * <p>The hold is the repository of an aggregator in the routes: the aggregator keeps the deadlines, this package the
 * tasks. While the source is frozen nothing waits; looks that came too soon are remembered, and made again if the
 * source was not frozen after all. Hints are taken in on the feed's thread, which waits while the hold is full; the log
 * is the buffer.
 */
package dev.caravan.settle;
