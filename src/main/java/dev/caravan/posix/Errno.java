package dev.caravan.posix;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Map;
import java.util.Optional;

/** The error numbers of Linux that Caravan treats in their own ways. */
public enum Errno {
    EPERM(1, "Operation not permitted"),
    ENOENT(2, "No such file or directory"),
    EIO(5, "Input/output error"),
    ENXIO(6, "No such device or address"),
    E2BIG(7, "Argument list too long"),
    EBADF(9, "Bad file descriptor"),
    EACCES(13, "Permission denied"),
    EBUSY(16, "Device or resource busy"),
    EEXIST(17, "File exists"),
    EXDEV(18, "Invalid cross-device link"),
    ENOTDIR(20, "Not a directory"),
    EISDIR(21, "Is a directory"),
    EINVAL(22, "Invalid argument"),
    ENOSPC(28, "No space left on device"),
    EROFS(30, "Read-only file system"),
    EMLINK(31, "Too many links"),
    ERANGE(34, "Numerical result out of range"),
    ENAMETOOLONG(36, "File name too long"),
    ENOSYS(38, "Function not implemented"),
    ENOTEMPTY(39, "Directory not empty"),
    ELOOP(40, "Too many levels of symbolic links"),
    ENODATA(61, "No data available"),
    EOPNOTSUPP(95, "Operation not supported"),
    ESTALE(116, "Stale file handle"),
    EDQUOT(122, "Disk quota exceeded");

    private static final Map<Class<? extends IOException>, Errno> KINDS = Map.of(
            NoSuchFileException.class, ENOENT,
            FileAlreadyExistsException.class, EEXIST,
            AccessDeniedException.class, EACCES,
            NotDirectoryException.class, ENOTDIR,
            DirectoryNotEmptyException.class, ENOTEMPTY);

    private final int number;
    private final String text;

    Errno(int number, String text) {
        this.number = number;
        this.text = text;
    }

    /** The exception for an error of a native call, with its number. */
    static final class NativeException extends FileSystemException {
        private static final long serialVersionUID = 1L;

        private final int number;

        NativeException(String path, String call, int number, String text) {
            super(path, null, call + ": " + text);
            this.number = number;
        }
    }

    /**
     * The error number of an exception; empty where it is none of these. Where the Java platform hides the
     * number, the text decides.
     */
    public static Optional<Errno> of(IOException error) {
        if (error instanceof NativeException known) {
            return of(known.number);
        }
        Errno kind = KINDS.get(error.getClass());
        if (kind != null) {
            return Optional.of(kind);
        }
        String reason = error instanceof FileSystemException named ? named.getReason() : error.getMessage();
        for (Errno each : values()) {
            if (reason != null && (reason.endsWith(each.text) || reason.endsWith(NativeErrors.text(each.number)))) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    static Optional<Errno> of(int number) {
        for (Errno each : values()) {
            if (each.number == number) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** True where the exception is for this error. */
    public boolean is(IOException error) {
        return of(error).filter(this::equals).isPresent();
    }

    boolean is(int other) {
        return number == other;
    }

    int number() {
        return number;
    }

    String text() {
        return text;
    }
}
