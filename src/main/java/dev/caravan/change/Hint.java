package dev.caravan.change;

import dev.caravan.entry.RelativePath;
import java.time.Instant;

/** Where something may have changed, and when that was seen; never what to do. */
public sealed interface Hint {
    /** The time that the feed gives, on the feed's clock and in its resolution. */
    Instant seen();

    /**
     * An entry of a directory that is known by its inode.
     *
     * @param parentInode the directory's inode number, all 64 bits
     * @param name one component, its bytes one to a char
     */
    record Child(long parentInode, String name, Instant seen) implements Hint {}

    /**
     * Some entry of a directory that is known by its inode, or of one below it; which one cannot be told.
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
     * @param directoryInode the inode number of the directory that holds it, by which the feed named it; 0 where it named the path
     */
    record Named(RelativePath path, long directoryInode, Instant seen) implements Hint {
        /** Of a feed that names paths. */
        public Named(RelativePath path, Instant seen) {
            this(path, 0, seen);
        }
    }
}
