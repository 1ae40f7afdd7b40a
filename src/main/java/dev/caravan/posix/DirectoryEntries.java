package dev.caravan.posix;

import static dev.caravan.posix.NativeErrors.checked;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Lists a directory with getdents64, which tells the types of most file systems' entries too, and makes no path of each
 * name. Thread-safe.
 */
final class DirectoryEntries {
    private static final byte[] ITSELF = {'.', 0};
    private static final int READING = Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC;

    /** Freed with its thread. */
    private static final ThreadLocal<Buffer> BUFFERS = ThreadLocal.withInitial(Buffer::new);

    private DirectoryEntries() {}

    /** Some of {@code struct linux_dirent64}, one after the other. */
    private static final class Buffer {
        static final int SIZE = 1 << 16;
        static final int LENGTH = 16;
        static final int TYPE = 18;
        static final int NAME = 19;
        static final int UNKNOWN = 0;
        static final int DIRECTORY = 4;

        final Memory memory = new Memory(SIZE);
        final ByteBuffer found = memory.getByteBuffer(0, SIZE).order(ByteOrder.nativeOrder());
        final byte[] name = new byte[SIZE];

        int length(int at) {
            return Short.toUnsignedInt(found.getShort(at + LENGTH));
        }

        boolean mayBeDirectory(int at) {
            int type = found.get(at + TYPE);
            return type == DIRECTORY || type == UNKNOWN;
        }

        String name(int at) {
            int most = length(at) - NAME;
            found.get(at + NAME, name, 0, most);
            int end = 0;
            while (end < most && name[end] != 0) {
                end++;
            }
            return new String(name, 0, end, ISO_8859_1);
        }
    }

    /**
     * Lists an open directory from its first entry to its last.
     *
     * @param folder its file descriptor, which may be O_PATH
     * @param path for errors
     */
    static <E extends Exception> void list(int folder, Path path, Folder.Taker<E> names) throws IOException, E {
        int file = checked("open", path, Libc.openat(folder, ITSELF, READING, 0));
        try {
            Buffer buffer = BUFFERS.get();
            for (int length = read(file, path, buffer); length > 0; length = read(file, path, buffer)) {
                for (int at = 0; at < length; at += buffer.length(at)) {
                    String name = buffer.name(at);
                    if (!".".equals(name) && !"..".equals(name)) {
                        names.take(name, buffer.mayBeDirectory(at));
                    }
                }
            }
        } finally {
            Libc.close(file);
        }
    }

    private static int read(int file, Path path, Buffer buffer) throws IOException {
        return (int) checked("getdents64", path, Libc.syscall(Libc.SYS_GETDENTS64, file, buffer.memory, Buffer.SIZE));
    }
}
