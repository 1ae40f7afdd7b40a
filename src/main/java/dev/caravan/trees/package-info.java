/**
 * The two trees: their roots and mounts, the hard links, the entries that are left out, the processes that write to
 * the target, and when written data is on its disk.
 *
 * <p>{@link dev.caravan.trees.Trees} is what a stage needs to look at entries or to make them. Thread-safe.
 */
package dev.caravan.trees;
