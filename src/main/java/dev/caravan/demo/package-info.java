/**
 * The demo: a live source tree, the log of the client that changes it, and an inode tool, all in a temporary folder.
 *
 * <p>Enters: what the main program follows it with ({@link dev.caravan.demo.Following}). Leaves: a verdict over both trees.
 * The generator is the only writer of the source and has a thread of its own; the log is written by that thread and by
 * whichever thread of Caravan looks at the source; all else runs in the caller's thread. No log line is lost or repeated.
 */
package dev.caravan.demo;
