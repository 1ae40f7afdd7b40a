package dev.caravan.posix;

import static dev.caravan.posix.NativeErrors.checked;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.jna.Native;
import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** The extended attributes of one entry, by its path or its file descriptor: there are no *at() calls for them. */
final class NativeAttributes {
    private static final int LIKELY = 256;
    private static final int LARGEST = 1 << 16;
    private static final int CLOSED = -1;

    private final Path entry;
    private final int file;
    private final byte[] path;

    private NativeAttributes(Path entry, int file, byte[] path) {
        this.entry = entry;
        this.file = file;
        this.path = path;
    }

    static NativeAttributes of(Path entry) {
        return new NativeAttributes(entry, CLOSED, At.bytes(FileNames.toLatin1(entry)));
    }

    /** The attributes of the file that is open under this descriptor. */
    static NativeAttributes of(int file, Path entry) {
        return new NativeAttributes(entry, file, null);
    }

    /** The file's attributes that this process may read, without the file system's own. */
    SortedMap<String, String> all() throws IOException {
        byte[] names = new byte[LIKELY];
        long length = list(names);
        if (length < 0 && Errno.ERANGE.is(Native.getLastError())) {
            names = new byte[LARGEST];
            length = list(names);
        }
        if (length == 0 || (length < 0 && Errno.EOPNOTSUPP.is(Native.getLastError()))) {
            return Collections.emptySortedMap();
        }
        checked("listxattr", entry, length);
        SortedMap<String, String> attributes = new TreeMap<>();
        for (String name : new String(names, 0, (int) length - 1, ISO_8859_1).split("\0", -1)) {
            String value = FileSystemsOwn.is(name) ? null : value(name);
            if (value != null) {
                attributes.put(name, value);
            }
        }
        return attributes;
    }

    /** The attribute's value; null where it was removed since it was listed, or may not be read. */
    private String value(String name) throws IOException {
        byte[] value = new byte[LIKELY];
        long length = get(name, value);
        if (length < 0 && Errno.ERANGE.is(Native.getLastError())) {
            value = new byte[LARGEST];
            length = get(name, value);
        }
        if (length < 0) {
            int error = Native.getLastError();
            if (Errno.ENODATA.is(error) || Errno.EPERM.is(error) || Errno.EACCES.is(error)) {
                return null;
            }
            throw NativeErrors.of("getxattr " + name, entry, error);
        }
        return new String(value, 0, (int) length, ISO_8859_1);
    }

    private long list(byte[] names) {
        return file == CLOSED ? Libc.llistxattr(path, names, names.length) : Libc.flistxattr(file, names, names.length);
    }

    private long get(String name, byte[] value) {
        return file == CLOSED
                ? Libc.lgetxattr(path, At.bytes(name), value, value.length)
                : Libc.fgetxattr(file, At.bytes(name), value, value.length);
    }

    void set(String name, String value) throws IOException {
        byte[] bytes = value.getBytes(ISO_8859_1);
        int result = file == CLOSED
                ? Libc.lsetxattr(path, At.bytes(name), bytes, bytes.length, 0)
                : Libc.fsetxattr(file, At.bytes(name), bytes, bytes.length, 0);
        checked("setxattr " + name, entry, result);
    }

    /** Removes an attribute; nothing happens where there is none. */
    void remove(String name) throws IOException {
        int result = file == CLOSED ? Libc.lremovexattr(path, At.bytes(name)) : Libc.fremovexattr(file, At.bytes(name));
        if (result < 0 && !Errno.ENODATA.is(Native.getLastError())) {
            checked("removexattr " + name, entry, result);
        }
    }
}
