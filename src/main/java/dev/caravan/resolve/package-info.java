/**
 * From inodes to paths, by asking the source's own tool.
 *
 * <p>Enters: hints by parent inode and name, by inode, or by path already. Leaves: hints by path below the source root, in the
 * same order, under the same ticket; an inode with several hard links gives one for each. A hint whose directory is gone is left
 * out, since that directory's removal is a hint of its own. A hint whose inode could not be resolved in the end is lost, counted
 * and recorded as a gap. Two threads may call at once; one of them talks to the tool at a time.
 *
 * <p>Answers for directories are kept for half the quiet period. What is resolved to a directory's old place within that time is
 * found by the walk of its new place, where that begins a full quiet period after the move. It can begin earlier, when another
 * walk comes by: then such a hint is lost until the next walk, which is a fault that is still to be mended.
 */
package dev.caravan.resolve;
