/**
 * What is known about one entry of a tree, and what follows from that alone: its path and name as bytes, its attributes
 * and times, whether it is excluded, and whether two entries are equal.
 *
 * <p>Nothing here asks a file system, except {@code Maker}, which reads {@code /proc}. All classes
 * are immutable or thread-safe.
 */
package dev.caravan.entry;
