package dev.caravan.posix;

import dev.caravan.entry.Entry;
import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/** Looks at an entry by its path, without native calls and without its extended attributes. Stateless; any thread. */
public final class Lstat {
    /**
     * Not "unix:*", which would look up the owner's and the group's names each time, perhaps in a directory service.
     */
    private static final String ATTRIBUTES =
            "unix:size,lastAccessTime,lastModifiedTime,ctime,mode,uid,gid,ino,dev,nlink,rdev";

    private Lstat() {}

    /**
     * Looks at an entry; a symbolic link is not followed.
     *
     * @return empty where there is no such entry, or where its parent is no directory
     * @throws IOException if the look fails, so that nothing is known
     */
    public static Optional<Entry> read(Path path) throws IOException {
        while (true) {
            try {
                return Optional.of(look(path));
            } catch (NoSuchFileException e) {
                return Optional.empty();
            } catch (NotLinkException e) {
                // The entry was a symbolic link a moment ago and is something else now: look again.
            } catch (FileSystemException e) {
                if (isBelowNonDirectory(path)) {
                    return Optional.empty();
                }
                throw e;
            }
        }
    }

    /** Looks at the file that a path leads to, for an open file by its path in {@code /proc}. */
    public static Entry readFollowing(Path path) throws IOException {
        return entry(path, Files.readAttributes(path, ATTRIBUTES));
    }

    private static Entry look(Path path) throws IOException {
        return entry(path, Files.readAttributes(path, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS));
    }

    private static Entry entry(Path path, Map<String, Object> found) throws IOException {
        int mode = (Integer) found.get("mode");
        Entry.Type type = Entry.Type.of(mode);
        return new Entry(
                type,
                (Long) found.get("size"),
                ((FileTime) found.get("lastAccessTime")).toInstant(),
                ((FileTime) found.get("lastModifiedTime")).toInstant(),
                ((FileTime) found.get("ctime")).toInstant(),
                mode & Entry.PERMISSIONS,
                (Integer) found.get("uid"),
                (Integer) found.get("gid"),
                (Long) found.get("ino"),
                (Long) found.get("dev"),
                (Integer) found.get("nlink"),
                type == Entry.Type.CHARACTER_DEVICE || type == Entry.Type.BLOCK_DEVICE ? (Long) found.get("rdev") : 0,
                type == Entry.Type.LINK ? FileNames.toLatin1(Files.readSymbolicLink(path)) : "",
                Map.of());
    }

    /**
     * ENOTDIR has no exception of its own in NIO, and its text depends on the locale, so the parent is looked at. An
     * error there is thrown.
     */
    private static boolean isBelowNonDirectory(Path path) throws IOException {
        Path parent = path.getParent();
        return parent != null && !read(parent).map(Entry::isDirectory).orElse(false);
    }
}
