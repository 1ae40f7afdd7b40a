package dev.caravan.posix;

import static dev.caravan.posix.NativeErrors.checked;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import dev.caravan.entry.Entry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** An open file of {@link NativePosix}, by its file descriptor. Thread-safe. */
final class NativeFile implements OpenFile {
    private static final int BUFFER = 1 << 20;

    /** Shorter pieces are copied faster through a buffer: for each copy of its own the kernel sets up a pipe. */
    private static final int LEAST_FOR_KERNEL = 1 << 17;

    /** The buffer for what the kernel does not copy by itself; freed with its thread. */
    private static final ThreadLocal<Memory> BUFFERS = ThreadLocal.withInitial(() -> new Memory(BUFFER));

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /**
     * Bytes that the kernel copies in one call while other threads copy from the same file, to measure how it does it.
     */
    private static final long PROBE = 4L << 20;

    /** Faster than this, no bytes of a probe are moved: the data is shared. */
    private static final long PROBE_OF_SHARED_DATA_NANOS = 200_000;

    private static final long UNKNOWN = -1;

    private final Path path;
    private final int number;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    /** Transfers that are under way. */
    private final AtomicInteger transfers = new AtomicInteger();

    /** False once the kernel has shown that it cannot copy between these two files, or does it no faster. */
    private volatile boolean kernelCopies = true;

    /** The file system's number; {@link #UNKNOWN} until somebody asks. */
    private volatile long device = UNKNOWN;

    /**
     * The data extent that was found last: to find an extent's end the kernel scans it all, and each range of a large
     * file asks for it.
     */
    private volatile Extent data = new Extent(0, 0);

    NativeFile(Path path, int number) {
        this.path = path;
        this.number = number;
    }

    @Override
    public Entry look() throws IOException {
        return Statx.look(number, path);
    }

    @Override
    public long size() throws IOException {
        return checked("lseek", path, Libc.lseek(number, 0, Libc.SEEK_END));
    }

    @Override
    public long nextData(long from, long size) throws IOException {
        if (data.holds(from)) {
            return from;
        }
        // One call is enough for a file without holes, as most are.
        long hole = Libc.lseek(number, from, Libc.SEEK_HOLE);
        if (hole > from) {
            data = new Extent(from, hole);
            return from;
        }
        long at = Libc.lseek(number, from, Libc.SEEK_DATA);
        // There is no more data; or the file system does not support the call, and everything counts as data.
        return at < 0 ? (isBehindLastData() ? size : from) : Math.min(at, size);
    }

    private static boolean isBehindLastData() {
        return Errno.ENXIO.is(Native.getLastError());
    }

    @Override
    public long nextHole(long from, long size) throws IOException {
        Extent found = data;
        if (!found.holds(from)) {
            long at = Libc.lseek(number, from, Libc.SEEK_HOLE);
            found = new Extent(from, at < 0 ? size : at);
            data = found;
        }
        return Math.min(found.end, size);
    }

    /** An extent of data; the end is exclusive. */
    private record Extent(long begin, long end) {
        boolean holds(long offset) {
            return begin <= offset && offset < end;
        }
    }

    @Override
    public long transfer(long from, long length, OpenFile to) throws IOException {
        NativeFile target = (NativeFile) to;
        transfers.incrementAndGet();
        try {
            boolean isByKernel = kernelCopies && length >= LEAST_FOR_KERNEL && device() == target.device();
            long copied = isByKernel ? transferByKernel(from, length, target) : 0;
            return copied > 0 ? copied : transferByHand(from, length, target);
        } finally {
            transfers.decrementAndGet();
        }
    }

    /**
     * Copies with copy_file_range, within one file system: between two that are of one type the kernel would move 64 KiB
     * at a time, each a round trip. A server, or a file system that shares data, copies better than we can. Where this
     * processor does the work, the kernel does it under the target's lock: then several threads are faster that read
     * outside of the lock.
     */
    private long transferByKernel(long from, long length, NativeFile target) {
        boolean isShared = transfers.get() > 1;
        long most = isShared ? Math.min(length, PROBE) : length;
        long processor = isShared ? THREADS.getCurrentThreadCpuTime() : 0;
        long begin = System.nanoTime();
        long copied = Libc.copy_file_range(number, new long[] {from}, target.number, new long[] {from}, most, 0);
        if (copied <= 0) {
            // 0 means the end, or one of the file systems that return it wrongly: a read tells.
            kernelCopies = false;
        } else if (isShared && copied == PROBE) {
            long taken = System.nanoTime() - begin;
            long worked = THREADS.getCurrentThreadCpuTime() - processor;
            kernelCopies = taken < PROBE_OF_SHARED_DATA_NANOS || worked < taken / 4;
        }
        return copied;
    }

    private long device() throws IOException {
        long known = device;
        if (known == UNKNOWN) {
            known = look().device();
            device = known;
        }
        return known;
    }

    private long transferByHand(long from, long length, NativeFile target) throws IOException {
        Memory buffer = BUFFERS.get();
        long read = checked("read", path, Libc.pread(number, buffer, Math.min(length, BUFFER), from));
        target.write(buffer, read, from);
        return read;
    }

    private void write(Memory buffer, long length, long at) throws IOException {
        for (long done = 0; done < length; ) {
            done += checked("write", path, Libc.pwrite(number, buffer.share(done), length - done, at + done));
        }
    }

    @Override
    public void write(byte[] bytes, long at) throws IOException {
        Memory buffer = BUFFERS.get();
        for (int done = 0; done < bytes.length; ) {
            int length = Math.min(BUFFER, bytes.length - done);
            buffer.write(0, bytes, done, length);
            write(buffer, length, at + done);
            done += length;
        }
    }

    @Override
    public int read(ByteBuffer into, long from) throws IOException {
        Memory buffer = BUFFERS.get();
        int count = 0;
        while (into.hasRemaining()) {
            long wanted = Math.min(into.remaining(), BUFFER);
            long read = checked("read", path, Libc.pread(number, buffer, wanted, from + count));
            if (read == 0) {
                break;
            }
            into.put(buffer.getByteBuffer(0, read));
            count += (int) read;
        }
        return count;
    }

    @Override
    public boolean cloneFrom(OpenFile other) {
        return Libc.ioctl(number, Libc.FICLONE, ((NativeFile) other).number) == 0;
    }

    @Override
    public void truncate(long size) throws IOException {
        checked("ftruncate", path, Libc.ftruncate(number, size));
    }

    @Override
    public void sync() throws IOException {
        checked("fdatasync", path, Libc.fdatasync(number));
    }

    @Override
    public SortedMap<String, String> attributes() throws IOException {
        return NativeAttributes.of(number, path).all();
    }

    @Override
    public void setAttribute(String name, String value) throws IOException {
        NativeAttributes.of(number, path).set(name, value);
    }

    @Override
    public void removeAttribute(String name) throws IOException {
        NativeAttributes.of(number, path).remove(name);
    }

    @Override
    public void setOwner(int uid, int gid) throws IOException {
        checked("fchown", path, Libc.fchown(number, uid, gid));
    }

    @Override
    public void setMode(int mode) throws IOException {
        checked("fchmod", path, Libc.fchmod(number, mode));
    }

    @Override
    public void setTimes(Instant accessed, Instant modified) throws IOException {
        checked("futimens", path, Libc.futimens(number, NativePosix.timespecs(accessed, modified)));
    }

    @Override
    public void close() throws IOException {
        if (isClosed.compareAndSet(false, true)) {
            // A network file system reports at close what it could not write.
            checked("close", path, Libc.close(number));
        }
    }
}
