package dev.caravan.trees;

/** Whose an entry is that was found below the source's root. */
public enum Belonging {
    /** Of the source: on its mount, whatever the device number (a subvolume of btrfs), or on one below it that was asked for. */
    SOURCE,
    /** On another mount below the root that was not asked for, or the target itself. */
    OTHER,
    /** The root is not there, or was not a moment ago: it may be what lies below its mount, and tells nothing. */
    UNKNOWN
}
