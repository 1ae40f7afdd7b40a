/**
 * The demo: a live source tree, the log of the client that changes it, and an inode tool, all in a temporary folder.
 *
 * <p>Input: Caravan, as the main program provides it ({@link dev.caravan.demo.Following}). Output: a verdict on
 * both trees. Only the generator writes to the source, on a thread of its own. The log is written by that thread
 * and by each thread of Caravan that looks at the source; everything else runs on the caller's thread. No log line
 * is lost or repeated.
 */
package dev.caravan.demo;
