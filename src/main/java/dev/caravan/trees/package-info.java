/**
 * The two trees and where they stand: their roots and what is mounted there, the names that share a file, what is left out, and when
 * what was written is on the target's disk.
 *
 * <p>{@link dev.caravan.trees.Trees} is what a stage is given to look at entries or to make them. Any thread.
 */
package dev.caravan.trees;
