/**
 * From raw lines to hints, by the dialect of the feed.
 *
 * <p>Enters: a batch of lines. Leaves: the hints of that batch under the batch's ticket, in the feed's order. An entry that a
 * batch names again within a second of its last hint is left out; one named later is a hint again, because the echo rule asks
 * both whether the first sighting came before a look and whether the last came after it. A line of the dialect that cannot be
 * understood is lost, counted and recorded as a gap. Of a line that was torn or cut every reading is a hint, and its directory is
 * one of which something is not known. Where a dialect tells the thread, lines of Caravan's own threads are left
 * out. Runs on the thread of the feed; two feeds may share a parser.
 */
package dev.caravan.parse;
