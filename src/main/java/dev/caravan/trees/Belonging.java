package dev.caravan.trees;

/** Whether an entry that was found below the source's root belongs to the source. */
public enum Belonging {
    /**
     * It belongs to the source: it is on the root's mount, whatever its device number (a btrfs subvolume has its own),
     * or on a mount below that {@code caravan.mounts} names.
     */
    SOURCE,
    /** It does not: it is on another mount below the root, or is the target itself. */
    OTHER,
    /** Unknown: the root is away, or was a moment ago, so the entry may lie under its mount point. */
    UNKNOWN
}
