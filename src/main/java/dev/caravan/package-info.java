/**
 * Moves a live network file system (the source) onto a new one (the target) while people keep using it.
 *
 * <p>Four principles hold everywhere. A hint says where to look, never what to do: whatever names an entry, it ends in one look at
 * both sides as they are now, and in making them equal; so hints may repeat, come late, or be wrong. A feed is an ordered stream
 * with one low-water mark, which passes an item only when the item is done; after a crash the feed is replayed from there, and the
 * first principle makes that harmless. Nothing is lost quietly: where a feed cannot be complete, a gap is recorded, and a walk that
 * begins after it heals it. The source is only read, the target never shows half a file, and what is removed has a way back.
 *
 * <p>Most packages are a stage: {@code tail}, {@code parse}, {@code resolve}, {@code settle}, {@code reconcile}, {@code copy},
 * {@code walk}, {@code checkpoint}, {@code verify}, {@code cutover}, {@code monitor}. Stages do not know each other: the routes put them
 * together. Below them are {@code entry}, what is known of one entry; {@code posix}, the calls of the kernel; {@code trees}, the
 * source and the target; {@code change}, what one stage hands to the next; {@code removal} and {@code control}. Above them
 * {@code settings}, {@code app}, which gives the routes their stages, and the commands in {@code cli}, {@code doctor} and
 * {@code demo}. This package holds the program's entry.
 */
package dev.caravan;
