package dev.caravan.tail;

/** A file's identity as long as it is open; once it is gone, another file may get the same. */
record FileId(long device, long inode) {}
