/**
 * What is known of one entry of a tree, and what can be told from that alone: its path and name as bytes, its attributes and times,
 * whether it is excluded, and whether two entries are equal.
 *
 * <p>Nothing here asks a file system. Immutable, or safe for any thread.
 */
package dev.caravan.entry;
