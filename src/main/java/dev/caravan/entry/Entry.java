package dev.caravan.entry;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

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

    /** Not all there are: the names of owner and group would be looked up, in a directory service perhaps, at every look. */
    private static final String ATTRIBUTES =
            "unix:size,lastAccessTime,lastModifiedTime,ctime,mode,uid,gid,ino,dev,nlink,rdev";

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

    /**
     * Looks.
     *
     * @return empty where there is no such entry, or what should be its directory is none
     * @throws IOException if the file system did not say: then nothing is known
     */
    public static Optional<Entry> read(Path path) throws IOException {
        while (true) {
            try {
                return Optional.of(look(path));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (NotLinkException e) {
                // It was a link a moment ago and is something else now: look again.
            } catch (FileSystemException e) {
                if (isBelowNonDirectory(path)) {
                    return Optional.empty();
                }
                throw e;
            }
        }
    }

    /** Looks at what a path leads to: an open file, by its place in {@code /proc}. */
    public static Entry readFollowing(Path path) throws IOException {
        return entry(path, Files.readAttributes(path, ATTRIBUTES));
    }

    private static Entry look(Path path) throws IOException {
        return entry(path, Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
    }

    private static Entry entry(Path path, Map<String, Object> found) throws IOException {
        int mode = (Integer) found.get("mode");
        Type type = Type.of(mode);
        return new Entry(
                type,
                (Long) found.get("size"),
                ((FileTime) found.get("lastAccessTime")).toInstant(),
                ((FileTime) found.get("lastModifiedTime")).toInstant(),
                ((FileTime) found.get("ctime")).toInstant(),
                mode & PERMISSIONS,
                (Integer) found.get("uid"),
                (Integer) found.get("gid"),
                (Long) found.get("ino"),
                (Long) found.get("dev"),
                (Integer) found.get("nlink"),
                type == Type.CHARACTER_DEVICE || type == Type.BLOCK_DEVICE ? (Long) found.get("rdev") : 0,
                type == Type.LINK ? FileNames.toLatin1(Files.readSymbolicLink(path)) : "",
                Map.of());
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

    /** ENOTDIR has no exception of its own in NIO, and its text depends on the locale. An error on the way up is thrown. */
    private static boolean isBelowNonDirectory(Path path) throws IOException {
        Path parent = path.getParent();
        return parent != null && !read(parent).map(Entry::isDirectory).orElse(false);
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
