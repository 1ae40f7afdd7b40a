package dev.caravan.posix;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import dev.caravan.entry.Entry;
import dev.caravan.entry.FileNames;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at an entry with one statx call, without the exception of a missing entry and without a
 * map of attributes. Thread-safe.
 */
final class Statx {
    /** STATX_BASIC_STATS: everything but the birth time. */
    private static final int BASIC = 0x7ff;

    private static final byte[] ITSELF = {0};

    /** Freed with its thread. */
    private static final ThreadLocal<Buffer> BUFFERS = ThreadLocal.withInitial(Buffer::new);

    private Statx() {}

    /** {@code struct statx}, as the kernel's header has it. */
    private static final class Buffer {
        static final int SIZE = 256;
        static final int LINKS = 16;
        static final int UID = 20;
        static final int GID = 24;
        static final int MODE = 28;
        static final int INODE = 32;
        static final int LENGTH = 40;
        static final int ATIME = 64;
        static final int CTIME = 96;
        static final int MTIME = 112;
        static final int SPECIAL = 128;
        static final int DEVICE = 136;

        final Memory memory = new Memory(SIZE);
        final ByteBuffer found = memory.getByteBuffer(0, SIZE).order(ByteOrder.nativeOrder());

        Instant time(int at) {
            return Instant.ofEpochSecond(found.getLong(at), found.getInt(at + Long.BYTES));
        }

        /** The C library's {@code makedev}. */
        long device(int at) {
            long major = Integer.toUnsignedLong(found.getInt(at));
            long minor = Integer.toUnsignedLong(found.getInt(at + Integer.BYTES));
            return (major & 0xfffff000L) << 32 | (major & 0xfff) << 8 | (minor & 0xffffff00L) << 12 | (minor & 0xff);
        }

        Entry entry(String link) {
            Entry.Type type = Entry.Type.of(found.getShort(MODE));
            return new Entry(
                    type,
                    found.getLong(LENGTH),
                    time(ATIME),
                    time(MTIME),
                    time(CTIME),
                    found.getShort(MODE) & Entry.PERMISSIONS,
                    found.getInt(UID),
                    found.getInt(GID),
                    found.getLong(INODE),
                    device(DEVICE),
                    found.getInt(LINKS),
                    type == Entry.Type.CHARACTER_DEVICE || type == Entry.Type.BLOCK_DEVICE ? device(SPECIAL) : 0,
                    link,
                    Map.of());
        }
    }

    /** As {@link Lstat#read}. */
    static Optional<Entry> look(Path path) throws IOException {
        At at = At.of(path);
        Buffer buffer = BUFFERS.get();
        while (true) {
            if (Libc.statx(at.folder, at.path, Libc.AT_SYMLINK_NOFOLLOW, BASIC, buffer.memory) < 0) {
                return nothing(path, Native.getLastError());
            }
            Entry entry = buffer.entry("");
            if (entry.type() != Entry.Type.LINK) {
                return Optional.of(entry);
            }
            try {
                return Optional.of(buffer.entry(FileNames.toLatin1(Files.readSymbolicLink(path))));
            } catch (NotLinkException | NoSuchFileException e) {
                // The entry was a symbolic link a moment ago and is something else now, or gone: look again.
            }
        }
    }

    private static Optional<Entry> nothing(Path path, int error) throws IOException {
        // ELOOP: a directory above is a symbolic link.
        if (Errno.ENOENT.is(error) || Errno.ENOTDIR.is(error) || Errno.ELOOP.is(error)) {
            return Optional.empty();
        }
        throw NativeErrors.of("statx", path, error);
    }

    /** Looks at the file that is open under this descriptor. */
    static Entry look(int file, Path path) throws IOException {
        Buffer buffer = BUFFERS.get();
        NativeErrors.checked("statx", path, Libc.statx(file, ITSELF, Libc.AT_EMPTY_PATH, BASIC, buffer.memory));
        return buffer.entry("");
    }
}
