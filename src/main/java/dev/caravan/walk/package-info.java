/**
 * Finds what no hint named: goes through a directory of the source and everything below it.
 *
 * <p>Input: a request for a directory, under a ticket. Output: pages of at most 512 entries of one directory, with
 * names from the source or the target. Many directories are in work at a time, in walk order: a directory before
 * everything below it, names by their bytes.
 *
 * <p>The position of a walk of the root is the first directory of which something may still have to be done; a walk
 * that was cut off resumes there. A directory that cannot be listed becomes a gap, and nothing below it is touched.
 * While a root is not what it was at the start, the walk waits. A few threads walk; listings and pages run on bounded
 * pools. A directory that is listed twice is looked at twice, which does no harm.
 */
package dev.caravan.walk;
