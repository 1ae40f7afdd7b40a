/**
 * Finds what no hint named: goes through a directory of the source and everything below it.
 *
 * <p>Enters: a request for a directory, under a ticket. Leaves: pages of at most 512 entries of one directory, named by the source
 * or the target, of many directories at a time, in walk order: a directory before what is below it, subdirectories by their
 * bytes. The position of a walk of the root is the first directory of which anything may still have to be done; one that was cut
 * off goes on there. A directory that cannot be listed is a gap, and nothing below it is touched; where a root is not what it
 * was at the start, the walk waits. Few threads walk; listings and pages run on bounded pools. Whatever is listed twice is
 * looked at twice, which does no harm.
 */
package dev.caravan.walk;
