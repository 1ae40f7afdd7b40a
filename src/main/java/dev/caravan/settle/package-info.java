/**
 * Holds each path until it is quiet.
 *
 * <p>Enters: hints by path, and verdicts that say wait. Leaves: a {@link dev.caravan.change.Task} for each held path once its
 * quiet check is due. A hint for a path that is held already changes nothing but the ticket. Nothing is lost: what is held is
 * covered by a ticket of its feed, so a crash replays it; a hint is dropped only where it is proven to be the echo of our own look,
 * and every path that a hint has named is looked at again, later and later.
 *
 * <p>The hold is the repository of an aggregator in the routes: the aggregator keeps the deadlines, this package the tasks.
 * While the source is frozen nothing waits; what would have had to is remembered, and looked at again if the freeze is none.
 * Hints are taken in on the feed's thread, which waits there while the hold is full; the log is the buffer.
 */
package dev.caravan.settle;
