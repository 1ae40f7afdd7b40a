/**
 * Turns raw lines into hints, by the dialect of the feed.
 *
 * <p>Input: a batch of lines. Output: the hints of that batch in the feed's order, under the batch's ticket. An
 * entry that a batch names again within a second of its last hint is left out. An entry named later gives a
 * further hint, because the echo rule needs to know both whether the first sighting came before a look and whether
 * the last came after it.
 *
 * <p>A line that cannot be understood is lost, counted and recorded as a gap. Where a line was torn or cut, every
 * reading of it gives a hint, and so does its directory as a whole. Where a dialect tells the thread, lines of
 * Caravan's own threads are left out. Runs on the feed's thread; two feeds may share a parser.
 */
package dev.caravan.parse;
