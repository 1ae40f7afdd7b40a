package dev.caravan.posix;

import dev.caravan.entry.Entry;
import dev.caravan.entry.FileTimes;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** What the Java platform offers on every POSIX system. Thread-safe. */
public class PortablePosix implements Posix {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    @Override
    public List<String> lost() {
        return List.of(
                "extended attributes and ACLs",
                "fifos and devices",
                "times of symbolic links below a microsecond",
                "access times that reading leaves alone",
                "type changes without a moment between",
                "growing files in a clone",
                "safety from somebody who puts a symbolic link in a directory's place while its entry is copied");
    }

    @Override
    public Duration linkTimes() {
        return Duration.ofNanos(1000);
    }

    /**
     * Checks each component, but between this check and the use somebody may put a symbolic link
     * in a directory's place.
     */
    @Override
    public Folder open(Path root, RelativePath directory) throws IOException {
        for (RelativePath each = directory; !each.isRoot(); each = each.parent()) {
            Path path = each.under(root);
            Optional<Entry> entry = Lstat.read(path);
            if (entry.isEmpty()) {
                throw new NoSuchFileException(path.toString());
            }
            if (!entry.get().isDirectory()) {
                throw new NotDirectoryException(path.toString());
            }
        }
        return new PortableFolder(directory.under(root));
    }

    @Override
    public OpenFile openForReading(Path file) throws IOException {
        return open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public OpenFile openForWriting(Path file) throws IOException {
        return open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public OpenFile create(Path file, int mode) throws IOException {
        return open(
                file,
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PRIVATE);
    }

    private OpenFile open(Path file, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return new PortableFile(file, FileChannel.open(file, options, attributes));
    }

    @Override
    public void makeDirectory(Path directory, int mode) throws IOException {
        Files.createDirectory(directory, PRIVATE_DIRECTORY);
    }

    @Override
    public void copySymbolicLink(Path from, Path link) throws IOException {
        // Only a path that was read from a link keeps a double or a trailing slash of its text.
        Files.createSymbolicLink(link, Files.readSymbolicLink(from));
    }

    @Override
    public void makeNode(Path node, Entry like) throws IOException {
        throw new UnsupportedOperationException("fifos and devices need the native calls");
    }

    @Override
    public void link(Path file, Path name) throws IOException {
        Files.createLink(name, file);
    }

    @Override
    public void setOwner(Path entry, int uid, int gid) throws IOException {
        Files.setAttribute(entry, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
        Files.setAttribute(entry, "unix:gid", gid, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void setMode(Path entry, int mode) throws IOException {
        Files.setAttribute(entry, "unix:mode", mode, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public void setTimes(Path entry, Instant accessed, Instant modified) throws IOException {
        Files.getFileAttributeView(entry, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setTimes(
                        FileTime.from(FileTimes.settable(modified)), FileTime.from(FileTimes.settable(accessed)), null);
    }

    @Override
    public SortedMap<String, String> attributes(Path entry) throws IOException {
        return Collections.emptySortedMap();
    }

    @Override
    public void setAttribute(Path entry, String name, String value) throws IOException {
        throw new UnsupportedOperationException("extended attributes need the native calls");
    }

    @Override
    public void removeAttribute(Path entry, String name) throws IOException {
        throw new UnsupportedOperationException("extended attributes need the native calls");
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public boolean exchange(Path one, Path other) throws IOException {
        return false;
    }

    @Override
    public void delete(Path entry) throws IOException {
        Files.deleteIfExists(entry);
    }

    /**
     * Not atomic for a directory, nor on a file system without hard links: an entry that is made at the same
     * moment may be replaced.
     */
    @Override
    public void renameToFree(Path from, Path to) throws IOException {
        if (Lstat.read(to).isPresent()) {
            throw new FileAlreadyExistsException(to.toString());
        }
        if (!Files.isDirectory(from, LinkOption.NOFOLLOW_LINKS) && tryLink(from, to)) {
            deleteLinked(from, to);
        } else {
            rename(from, to);
        }
    }

    /** Deletes the old name, unless somebody has put another entry there since the link was made. */
    private void deleteLinked(Path from, Path to) throws IOException {
        Optional<Entry> standing = Lstat.read(from);
        Optional<Entry> linked = Lstat.read(to);
        boolean isAnother = standing.isPresent()
                && linked.isPresent()
                && standing.get().inode() != linked.get().inode();
        if (!isAnother) {
            delete(from);
        }
    }

    /** Makes a hard link, which never replaces an entry; false where links are not supported. */
    private boolean tryLink(Path from, Path to) throws IOException {
        try {
            link(from, to);
            return true;
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    @Override
    public void syncFileSystem(Path directory) throws IOException {
        throw new UnsupportedOperationException("to write a file system to its disk needs the native calls");
    }

    @Override
    public Space space(Path directory) throws IOException {
        FileStore store = Files.getFileStore(directory);
        return new Space(
                store.getTotalSpace(),
                store.getTotalSpace() - store.getUnallocatedSpace(),
                store.getUsableSpace(),
                Space.UNKNOWN,
                Space.UNKNOWN);
    }
}
