/**
 * Looks at an entry on both sides as they are now, and says what has to be done to make them equal.
 *
 * <p>Input: a task, or a page of a walk. Output: a verdict, or batches of the verdicts that need work. It changes
 * nothing on either side, and looking twice does no harm. One exchange at a time works on a path: a task that finds its
 * path taken waits. Runs on the caller's thread.
 */
package dev.caravan.reconcile;
