package dev.caravan.tail;

/**
 * Device and inode number of a file: its identity while it is open. Once the file is deleted, a new file may
 * get the same pair.
 */
record FileId(long device, long inode) {}
