/**
 * Finds what no hint named: goes through a directory of the source and everything below it.
 *
 * <p>Enters: a request for a directory, under a ticket. Leaves: pages of at most 512 entries of one directory, named by the source
 * or the target. A directory that cannot be listed is a gap, and nothing below it is touched. Few threads walk; the pages run
 * on a bounded pool, and the walks wait for them. Whatever is listed twice is looked at twice, which does no harm.
 */
package dev.caravan.walk;
