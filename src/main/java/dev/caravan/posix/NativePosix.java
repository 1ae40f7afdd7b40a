package dev.caravan.posix;

import static dev.caravan.posix.NativeErrors.checked;

import com.sun.jna.Native;
import dev.caravan.entry.Entry;
import dev.caravan.entry.FileNames;
import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Makes Linux's own calls through the C library; where the Java platform is as good, it is used. Thread-safe. */
public final class NativePosix extends PortablePosix {
    private static final int READING = Libc.O_RDONLY | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC;
    private static final int FOLDER = Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
    private static final int FIFO = 0010000;
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int BLOCK_DEVICE = 0060000;

    /** False once the kernel, or a seccomp filter, has shown that there is no openat2. */
    private volatile boolean hasOpenat2 = true;

    /**
     * Loads the C library.
     *
     * @throws LinkageError if it cannot be loaded, or lacks a function
     * @throws UnsupportedOperationException on any system but Linux on x86-64 and arm64
     */
    public NativePosix() {
        if (Libc.close(-1) != -1 || !Errno.EBADF.is(Native.getLastError())) {
            throw new UnsupportedOperationException("the C library's errors are not what they should be");
        }
    }

    @Override
    public List<String> lost() {
        return List.of();
    }

    @Override
    public Duration linkTimes() {
        return Duration.ofNanos(1);
    }

    @Override
    public Folder open(Path root, RelativePath directory) throws IOException {
        Path path = directory.under(root);
        int file = hasOpenat2 ? openWhole(path) : -1;
        if (!hasOpenat2) {
            file = openStepByStep(root, directory, path);
        }
        return new NativeFolder(file);
    }

    private int openWhole(Path path) throws IOException {
        long[] how = {FOLDER, 0, Libc.RESOLVE_NO_SYMLINKS | Libc.RESOLVE_NO_MAGICLINKS};
        int file = (int) Libc.syscall(Libc.SYS_OPENAT2, Libc.AT_FDCWD, At.of(path).path, how, 8L * how.length);
        if (file < 0) {
            int error = Native.getLastError();
            if (!Errno.ENOSYS.is(error) && !Errno.EPERM.is(error)) {
                throw NativeErrors.of("openat2", path, error);
            }
            hasOpenat2 = false;
        }
        return file;
    }

    private static int openStepByStep(Path root, RelativePath directory, Path whole) throws IOException {
        int file = checked("openat", root, Libc.openat(Libc.AT_FDCWD, At.of(root).path, FOLDER, 0));
        if (directory.isRoot()) {
            return file;
        }
        for (String name : directory.latin1().split("/", -1)) {
            int above = file;
            try {
                file = openIn(above, name, whole);
            } finally {
                Libc.close(above);
            }
        }
        return file;
    }

    /** Opens a directory in an open one. */
    static int openIn(int folder, String name, Path whole) throws IOException {
        return checked("openat", whole, Libc.openat(folder, At.bytes(name), FOLDER, 0));
    }

    @Override
    public Optional<Entry> look(Path entry) throws IOException {
        return Statx.look(entry);
    }

    @Override
    public OpenFile openForReading(Path file) throws IOException {
        At at = At.of(file);
        int number = Libc.openat(at.folder, at.path, READING | Libc.O_NOATIME, 0);
        if (number < 0 && Errno.EPERM.is(Native.getLastError())) {
            // O_NOATIME is not permitted for another user's file: its atime will change.
            number = Libc.openat(at.folder, at.path, READING, 0);
        }
        return new NativeFile(file, checked("open", file, number));
    }

    @Override
    public OpenFile openForWriting(Path file) throws IOException {
        int flags = Libc.O_RDWR | Libc.O_NOFOLLOW | Libc.O_NONBLOCK | Libc.O_CLOEXEC;
        return new NativeFile(file, open(file, flags, 0));
    }

    @Override
    public OpenFile create(Path file, int mode) throws IOException {
        int flags = Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_NOFOLLOW | Libc.O_CLOEXEC;
        return new NativeFile(file, open(file, flags, mode));
    }

    private static int open(Path entry, int flags, int mode) throws IOException {
        At at = At.of(entry);
        return checked("open", entry, Libc.openat(at.folder, at.path, flags, mode));
    }

    @Override
    public void makeDirectory(Path directory, int mode) throws IOException {
        At at = At.of(directory);
        checked("mkdir", directory, Libc.mkdirat(at.folder, at.path, mode));
    }

    @Override
    public void makeNode(Path node, Entry like) throws IOException {
        int type = switch (like.type()) {
            case FIFO -> FIFO;
            case CHARACTER_DEVICE -> CHARACTER_DEVICE;
            case BLOCK_DEVICE -> BLOCK_DEVICE;
            default -> throw new IllegalArgumentException(like.type() + " is not made by mknod");
        };
        At at = At.of(node);
        checked("mknod", node, Libc.syscall(Libc.SYS_MKNODAT, at.folder, at.path, type | 0600, like.special()));
    }

    @Override
    public void link(Path file, Path name) throws IOException {
        At from = At.of(file);
        At to = At.of(name);
        checked("link", name, Libc.linkat(from.folder, from.path, to.folder, to.path, 0));
    }

    @Override
    public void setOwner(Path entry, int uid, int gid) throws IOException {
        At at = At.of(entry);
        checked("chown", entry, Libc.fchownat(at.folder, at.path, uid, gid, Libc.AT_SYMLINK_NOFOLLOW));
    }

    /** Works through an O_PATH descriptor: chmod alone would follow a symbolic link, and opening a fifo would wait. */
    @Override
    public void setMode(Path entry, int mode) throws IOException {
        int file = open(entry, Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        try {
            checked("chmod", entry, Libc.chmod(At.bytes("/proc/self/fd/" + file), mode));
        } finally {
            Libc.close(file);
        }
    }

    @Override
    public void setTimes(Path entry, Instant accessed, Instant modified) throws IOException {
        At at = At.of(entry);
        long[] times = timespecs(accessed, modified);
        checked("utimensat", entry, Libc.utimensat(at.folder, at.path, times, Libc.AT_SYMLINK_NOFOLLOW));
    }

    static long[] timespecs(Instant accessed, Instant modified) {
        return new long[] {accessed.getEpochSecond(), accessed.getNano(), modified.getEpochSecond(), modified.getNano()
        };
    }

    @Override
    public SortedMap<String, String> attributes(Path entry) throws IOException {
        return NativeAttributes.of(entry).all();
    }

    @Override
    public void setAttribute(Path entry, String name, String value) throws IOException {
        NativeAttributes.of(entry).set(name, value);
    }

    @Override
    public void removeAttribute(Path entry, String name) throws IOException {
        NativeAttributes.of(entry).remove(name);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        At one = At.of(from);
        At other = At.of(to);
        checked("rename", to, Libc.renameat(one.folder, one.path, other.folder, other.path));
    }

    @Override
    public void delete(Path entry) throws IOException {
        At at = At.of(entry);
        if (Libc.unlinkat(at.folder, at.path, 0) == 0) {
            return;
        }
        int error = Native.getLastError();
        // For a directory some file systems give EPERM instead of EISDIR.
        boolean mayBeDirectory = Errno.EISDIR.is(error) || Errno.EPERM.is(error);
        if (mayBeDirectory && Libc.unlinkat(at.folder, at.path, Libc.AT_REMOVEDIR) == 0) {
            return;
        }
        if (mayBeDirectory && !Errno.ENOTDIR.is(Native.getLastError())) {
            error = Native.getLastError();
        }
        if (!Errno.ENOENT.is(error)) {
            throw NativeErrors.of("unlink", entry, error);
        }
    }

    @Override
    public boolean exchange(Path one, Path other) throws IOException {
        At first = At.of(one);
        At second = At.of(other);
        int result = Libc.renameat2(first.folder, first.path, second.folder, second.path, Libc.RENAME_EXCHANGE);
        if (result < 0) {
            int error = Native.getLastError();
            if (Errno.EINVAL.is(error) || Errno.ENOSYS.is(error) || Errno.EOPNOTSUPP.is(error)) {
                return false;
            }
            throw NativeErrors.of("renameat2", other, error);
        }
        return true;
    }

    @Override
    public void renameToFree(Path from, Path to) throws IOException {
        At first = At.of(from);
        At second = At.of(to);
        int result = Libc.renameat2(first.folder, first.path, second.folder, second.path, Libc.RENAME_NOREPLACE);
        if (result < 0) {
            int error = Native.getLastError();
            if (!Errno.EINVAL.is(error) && !Errno.ENOSYS.is(error) && !Errno.EOPNOTSUPP.is(error)) {
                throw NativeErrors.of("renameat2", to, error);
            }
            super.renameToFree(from, to);
        }
    }

    @Override
    public void syncFileSystem(Path directory) throws IOException {
        int file = open(directory, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        try {
            if (Libc.syncfs(file) < 0) {
                throw new LostWritesException("syncfs: " + NativeErrors.text(Native.getLastError()));
            }
        } finally {
            Libc.close(file);
        }
    }

    /**
     * Indices of the structure's longs: block size 1, blocks 2, free blocks 3, available blocks 4, inodes 5, free
     * inodes 6, available inodes 7.
     */
    @Override
    public Space space(Path directory) throws IOException {
        long[] found = new long[32];
        checked("statvfs", directory, Libc.statvfs(At.bytes(FileNames.toLatin1(directory)), found));
        long block = found[1];
        boolean counts = found[5] > 0;
        return new Space(
                found[2] * block,
                (found[2] - found[3]) * block,
                found[4] * block,
                counts ? found[5] - found[6] : Space.UNKNOWN,
                counts ? found[7] : Space.UNKNOWN);
    }
}
