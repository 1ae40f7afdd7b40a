/**
 * Turns inodes into paths, by asking the source's own tool.
 *
 * <p>Input: hints by parent inode and name, by inode, or already by path. Output: hints by path below the source root,
 * in the same order, under the same ticket; a file with several hard links gives one hint for each. A hint whose
 * directory is gone is left out, since that directory's removal gives a hint of its own. The tool is believed that a
 * directory is gone only where it finds another directory at the same moment. A hint that names only a directory
 * becomes a gap of that directory. A hint whose inode cannot be resolved is lost, counted and recorded as a gap. Two
 * threads may call at once; one at a time talks to the tool.
 *
 * <p>Answers about directories are kept for half the quiet period, so a hint may be resolved to a place that its
 * directory has left. Therefore a hint carries its directory's inode: a look that does not find that directory above
 * the path asks again for its path. Where the mount's inode numbers differ from the feed's, another directory at the
 * old place may hide the move. Then the walk of the new place finds the change, since a moved directory is walked until
 * a walk of it began most of a quiet period after the move.
 */
package dev.caravan.resolve;
