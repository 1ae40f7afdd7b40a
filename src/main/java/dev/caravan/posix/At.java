package dev.caravan.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.FileNames;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A path as the arguments of the kernel's *at() calls: an entry of a {@link NativeFolder} becomes a name in an open
 * directory, which spares the kernel the way through {@code /proc}. Immutable; any thread.
 */
final class At {
    private static final String OPEN = "/proc/self/fd/";

    /** The directory's file descriptor; {@link Libc#AT_FDCWD} where the path is absolute. */
    final int folder;

    /** With a NUL at the end. */
    final byte[] path;

    private At(int folder, byte[] path) {
        this.folder = folder;
        this.path = path;
    }

    static At of(Path path) {
        String latin1 = FileNames.toLatin1(path);
        int slash = latin1.startsWith(OPEN) ? latin1.indexOf('/', OPEN.length()) : -1;
        return slash < 0
                ? new At(Libc.AT_FDCWD, bytes(latin1))
                : new At(Integer.parseInt(latin1, OPEN.length(), slash, 10), bytes(latin1.substring(slash + 1)));
    }

    /** With a NUL at the end. */
    static byte[] bytes(String latin1) {
        byte[] bytes = latin1.getBytes(ISO_8859_1);
        return Arrays.copyOf(bytes, bytes.length + 1);
    }

    /** The path of the directory that is open under this descriptor. */
    static Path path(int folder) {
        return Path.of(OPEN + folder);
    }
}
