/**
 * Looks at an entry on both sides as they are now, and says what has to be done to make them equal.
 *
 * <p>Enters: a task, or a page of the walk. Leaves: a verdict, or batches of those that ask for work. It changes nothing, on either side; asking twice does no harm. One
 * path is in the hands of one exchange at a time: a task that finds its path taken waits. Runs on the thread of whoever brings
 * the task.
 */
package dev.caravan.reconcile;
