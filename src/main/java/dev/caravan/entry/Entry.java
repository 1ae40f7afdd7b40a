package dev.caravan.entry;

import java.time.Instant;
import java.util.Map;

/**
 * The attributes of a file system's entry as one look found them; a symbolic link at the path's end is not followed.
 * Immutable; any thread.
 *
 * @param type its type
 * @param size bytes of a regular file; for other types whatever the file system says
 * @param accessed atime
 * @param modified mtime in the file system's resolution
 * @param changed ctime
 * @param mode permission bits with set-uid, set-gid and sticky, without the type
 * @param inode the inode number on {@code device}
 * @param links the number of hard links
 * @param special the device number of a device file; 0 for other types
 * @param linkText a symbolic link's text, one char for each byte; empty for other types
 * @param attributes the extended attributes by name, ACLs included, one char for each byte of a value; empty where they
 *     were not read
 */
public record Entry(
        Type type,
        long size,
        Instant accessed,
        Instant modified,
        Instant changed,
        int mode,
        int uid,
        int gid,
        long inode,
        long device,
        int links,
        long special,
        String linkText,
        Map<String, String> attributes) {
    /** The bits of a mode without its type. */
    public static final int PERMISSIONS = 07777;

    private static final int TYPE_MASK = 0170000;
    private static final int SET_UID = 04000;
    private static final int SET_GID = 02000;

    /** An entry's type. */
    public enum Type {
        FILE(0100000, "file"),
        DIRECTORY(0040000, "directory"),
        LINK(0120000, "symbolic link"),
        FIFO(0010000, "fifo"),
        CHARACTER_DEVICE(0020000, "character device"),
        BLOCK_DEVICE(0060000, "block device"),
        SOCKET(0140000, "socket"),
        /** A type that the kernel knows and Caravan does not. */
        OTHER(-1, "unknown type");

        private final int bits;
        private final String word;

        Type(int bits, String word) {
            this.bits = bits;
            this.word = word;
        }

        /** The type's name for a person. */
        public String word() {
            return word;
        }

        /** The type in a mode as stat(2) gives it. */
        public static Type of(int mode) {
            for (Type type : values()) {
                if (type.bits == (mode & TYPE_MASK)) {
                    return type;
                }
            }
            return OTHER;
        }
    }

    /** The same entry with these extended attributes. */
    public Entry with(Map<String, String> found) {
        return found.isEmpty() && attributes.isEmpty() ? this : with(links, Map.copyOf(found));
    }

    /** The same entry with another number of hard links. */
    public Entry withLinks(int number) {
        return with(number, attributes);
    }

    /** The same entry with an unknown mtime, which no other entry has. */
    public Entry withoutTime() {
        return with(Instant.MIN, links, attributes);
    }

    private Entry with(int number, Map<String, String> found) {
        return with(modified, number, found);
    }

    private Entry with(Instant time, int number, Map<String, String> found) {
        return new Entry(
                type, size, accessed, time, changed, mode, uid, gid, inode, device, number, special, linkText, found);
    }

    /** True where other names lead to the entry too; never for a directory. */
    public boolean isHardLinked() {
        return type != Type.DIRECTORY && links > 1;
    }

    /**
     * The mode that a copy with this owner and group may have: set-uid and set-gid are kept only for the
     * same owner and group.
     */
    public int modeFor(int owner, int group) {
        return mode & ~(uid == owner ? 0 : SET_UID) & ~(gid == group ? 0 : SET_GID);
    }

    public boolean isDirectory() {
        return type == Type.DIRECTORY;
    }

    /** True where both looks saw the same inode in the same state: type, size, mtime and ctime. */
    public boolean isUnchangedSince(Entry earlier) {
        return inode == earlier.inode
                && type == earlier.type
                && size == earlier.size
                && modified.equals(earlier.modified)
                && changed.equals(earlier.changed);
    }
}
