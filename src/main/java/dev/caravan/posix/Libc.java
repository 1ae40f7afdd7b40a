package dev.caravan.posix;

import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;

/**
 * The C library's functions and constants, under their own names. Paths are bytes that end in NUL; a result of -1 is an
 * error, with its number in errno. Thread-safe.
 */
final class Libc {
    static final int AT_FDCWD = -100;
    static final int AT_SYMLINK_NOFOLLOW = 0x100;
    static final int AT_REMOVEDIR = 0x200;
    static final int AT_EMPTY_PATH = 0x1000;
    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_NONBLOCK = 04000;
    static final int O_NOATIME = 01000000;
    static final int O_CLOEXEC = 02000000;
    static final int O_PATH = 010000000;
    static final int O_DIRECTORY = Platform.isARM() ? 040000 : 0200000;
    static final int O_NOFOLLOW = Platform.isARM() ? 0100000 : 0400000;
    static final int SEEK_END = 2;
    static final int SEEK_DATA = 3;
    static final int SEEK_HOLE = 4;
    static final int RENAME_NOREPLACE = 1;
    static final int RENAME_EXCHANGE = 2;
    static final long SYS_OPENAT2 = 437;
    static final long SYS_GETDENTS64 = Platform.isARM() ? 61 : 217;
    static final long SYS_MKNODAT = Platform.isARM() ? 33 : 259;
    static final long RESOLVE_NO_MAGICLINKS = 2;
    static final long RESOLVE_NO_SYMLINKS = 4;
    static final long FICLONE = 0x40049409L;

    static {
        if (!Platform.isLinux() || !Platform.is64Bit() || !(Platform.isIntel() || Platform.isARM())) {
            throw new UnsupportedOperationException("only known for Linux on x86-64 and arm64");
        }
        Native.register(Libc.class, Platform.C_LIBRARY_NAME);
    }

    private Libc() {}

    static native long syscall(long number, long directory, byte[] path, long[] how, long size);

    /** For mknodat, which only newer C libraries export. */
    static native long syscall(long number, long directory, byte[] path, long mode, long device);

    /** For getdents64, which only newer C libraries export. */
    static native long syscall(long number, long directory, Pointer entries, long size);

    static native int statx(int directory, byte[] path, int flags, int mask, Pointer found);

    static native int openat(int directory, byte[] path, int flags, int mode);

    static native int close(int file);

    static native long lseek(int file, long offset, int whence);

    static native long copy_file_range(int in, long[] inOffset, int out, long[] outOffset, long length, int flags);

    static native long pread(int file, Pointer buffer, long length, long offset);

    static native long pwrite(int file, Pointer buffer, long length, long offset);

    static native int ftruncate(int file, long size);

    static native int fdatasync(int file);

    static native int syncfs(int file);

    static native int ioctl(int file, long request, long argument);

    static native int fchown(int file, int uid, int gid);

    static native int fchmod(int file, int mode);

    static native int chmod(byte[] path, int mode);

    static native int fchownat(int directory, byte[] path, int uid, int gid, int flags);

    static native int futimens(int file, long[] times);

    static native int utimensat(int directory, byte[] path, long[] times, int flags);

    static native int mkdirat(int directory, byte[] path, int mode);

    static native int unlinkat(int directory, byte[] path, int flags);

    static native int renameat(int fromDirectory, byte[] from, int toDirectory, byte[] to);

    static native int linkat(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

    static native int renameat2(int fromDirectory, byte[] from, int toDirectory, byte[] to, int flags);

    /** Fills eleven longs: see statvfs(3) for which; the buffer is larger than the structure. */
    static native int statvfs(byte[] path, long[] buffer);

    static native long llistxattr(byte[] path, byte[] list, long size);

    static native long lgetxattr(byte[] path, byte[] name, byte[] value, long size);

    static native int lsetxattr(byte[] path, byte[] name, byte[] value, long size, int flags);

    static native int lremovexattr(byte[] path, byte[] name);

    static native long flistxattr(int file, byte[] list, long size);

    static native long fgetxattr(int file, byte[] name, byte[] value, long size);

    static native int fsetxattr(int file, byte[] name, byte[] value, long size, int flags);

    static native int fremovexattr(int file, byte[] name);

    static native Pointer strerror(int number);
}
