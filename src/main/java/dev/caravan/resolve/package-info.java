/**
 * From inodes to paths, by asking the source's own tool.
 *
 * <p>Enters: hints by parent inode and name, by inode, or by path already. Leaves: hints by path below the source root, in the
 * same order, under the same ticket; an inode with several hard links gives one for each. A hint whose directory is gone is left
 * out, since that directory's removal is a hint of its own; that it is gone is believed only of a tool which finds another directory
 * at the same moment. A hint of which only the directory is known is a gap of that. A hint whose inode could not be resolved in the end is lost, counted
 * and recorded as a gap. Two threads may call at once; one of them talks to the tool at a time.
 *
 * <p>Answers for directories are kept for half the quiet period, so a hint may be resolved to a place that its directory has left.
 * It carries the directory's inode for that: a look that does not find that directory above the path asks again where it is. Where
 * the mount's inode numbers are not the feed's, a directory that took the old place hides this; then the walk of the new place
 * finds what the hint meant, since a moved directory is walked until a walk of it began most of a quiet period after the move.
 */
package dev.caravan.resolve;
