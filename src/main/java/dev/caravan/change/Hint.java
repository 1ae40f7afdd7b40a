package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.time.Instant;

/** Says where something may have changed, and when that was seen; never what to do. Immutable; any thread. */
public sealed interface Hint {
    /** The feed's time for it, by the feed's clock and in its resolution. */
    Instant seen();

    /**
     * An entry in a directory that is known by its inode.
     *
     * @param parentInode the directory's inode number, all 64 bits
     * @param name one path component, one char for each byte
     */
    record Child(long parentInode, String name, Instant seen) implements Hint {}

    /**
     * An unknown entry in a directory that is known by its inode, or below it.
     *
     * @param directoryInode the directory's inode number, all 64 bits
     */
    record Unnamed(long directoryInode, Instant seen) implements Hint {}

    /**
     * An entry that is known by its own inode.
     *
     * @param inode the entry's inode number, all 64 bits
     */
    record Inode(long inode, Instant seen) implements Hint {}

    /**
     * An entry that is known by its path below the root.
     *
     * @param directoryInode the inode number of the entry's directory where the feed named that; 0 where
     *     it named the path
     */
    record Named(RelativePath path, long directoryInode, Instant seen) implements Hint {
        /** A hint of a feed that names paths. */
        public Named(RelativePath path, Instant seen) {
            this(path, 0, seen);
        }
    }
}
