/**
 * The two trees: their roots and mounts, the hard links, the entries that are left out, and when written data is
 * on the target's disk.
 *
 * <p>{@link dev.caravan.trees.Trees} is what a stage needs to look at entries or to make them. Thread-safe.
 */
package dev.caravan.trees;
