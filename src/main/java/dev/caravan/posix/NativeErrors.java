package dev.caravan.posix;

import com.sun.jna.Native;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/**
 * Makes the exceptions of native calls, of the classes that {@link java.nio.file.Files} throws. Stateless; any thread.
 */
final class NativeErrors {
    private NativeErrors() {}

    /**
     * The C library's text for an error, in the process's language as the Java platform has it; in English where the
     * library is not loaded.
     */
    static String text(int error) {
        try {
            return Libc.strerror(error).getString(0, "ISO-8859-1");
        } catch (LinkageError | UnsupportedOperationException e) {
            return Errno.of(error).map(Errno::text).orElse("error " + error);
        }
    }

    static int checked(String call, Path path, int result) throws IOException {
        return (int) checked(call, path, (long) result);
    }

    static long checked(String call, Path path, long result) throws IOException {
        if (result < 0) {
            throw of(call, path, Native.getLastError());
        }
        return result;
    }

    static IOException of(String call, Path path, int error) {
        String name = path.toString();
        return switch (Errno.of(error).orElse(Errno.EIO)) {
            case ENOENT -> new NoSuchFileException(name);
            case EEXIST -> new FileAlreadyExistsException(name);
            case EACCES -> new AccessDeniedException(name);
            case ENOTEMPTY -> new DirectoryNotEmptyException(name);
            case ENOTDIR, ELOOP -> new NotDirectoryException(name);
            default -> new Errno.NativeException(name, call, error, text(error));
        };
    }
}
