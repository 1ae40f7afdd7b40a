package dev.caravan.entry;

import java.time.Instant;
import java.util.Map;

/**
 * What one look at a file system's entry found, the last link of the path not followed.
 *
 * @param type its type
 * @param size bytes of a regular file; for others whatever the file system says
 * @param accessed atime
 * @param modified mtime in the file system's resolution
 * @param changed ctime
 * @param mode permission bits with set-uid, set-gid and sticky, without the type
 * @param inode on {@code device}
 * @param links how many names it has
 * @param special a device's number; 0 for other types
 * @param link a symbolic link's text, its bytes one to a char; empty for other types
 * @param attributes the extended attributes by name, ACLs among them, values as bytes, one to a char; empty where nobody asked
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
        String link,
        Map<String, String> attributes) {
    /** The bits of a mode that are not its type. */
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
        /** What this kernel has and we do not know. */
        OTHER(-1, "unknown type");

        private final int bits;
        private final String word;

        Type(int bits, String word) {
            this.bits = bits;
            this.word = word;
        }

        /** For a person. */
        public String word() {
            return word;
        }

        /** The type in a mode, as the kernel gives it. */
        public static Type of(int mode) {
            for (Type type : values()) {
                if (type.bits == (mode & TYPE_MASK)) {
                    return type;
                }
            }
            return OTHER;
        }
    }

    /** The same entry, with its extended attributes. */
    public Entry with(Map<String, String> found) {
        return found.isEmpty() && attributes.isEmpty() ? this : with(links, Map.copyOf(found));
    }

    /** The same entry, with another number of names. */
    public Entry withLinks(int number) {
        return with(number, attributes);
    }

    /** The same entry, of which nobody knows when it was modified: the time is none that another entry has. */
    public Entry withoutTime() {
        return with(Instant.MIN, links, attributes);
    }

    private Entry with(int number, Map<String, String> found) {
        return with(modified, number, found);
    }

    private Entry with(Instant time, int number, Map<String, String> found) {
        return new Entry(
                type, size, accessed, time, changed, mode, uid, gid, inode, device, number, special, link, found);
    }

    /** True for what other names lead to as well: a file most of the time, and never a directory. */
    public boolean isHardLinked() {
        return type != Type.DIRECTORY && links > 1;
    }

    /** The mode that a copy may have which belongs to these: nobody's set-uid or set-gid file becomes another's. */
    public int modeFor(int owner, int group) {
        return mode & ~(uid == owner ? 0 : SET_UID) & ~(gid == group ? 0 : SET_GID);
    }

    public boolean isDirectory() {
        return type == Type.DIRECTORY;
    }

    /** True where both looks saw the same inode in the same state. */
    public boolean isUnchangedSince(Entry earlier) {
        return inode == earlier.inode
                && type == earlier.type
                && size == earlier.size
                && modified.equals(earlier.modified)
                && changed.equals(earlier.changed);
    }
}
