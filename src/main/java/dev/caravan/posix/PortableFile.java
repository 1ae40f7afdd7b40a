package dev.caravan.posix;

import dev.caravan.entry.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.SortedMap;

/** An open file of {@link PortablePosix}. Holes are found as blocks of zeros. Thread-safe. */
final class PortableFile implements OpenFile {
    /** Runs of zeros shorter than this are treated as data. */
    private static final int BLOCK = 1 << 16;

    private final Path path;
    private final FileChannel channel;
    private final PortablePosix posix = new PortablePosix();

    PortableFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    @Override
    public Entry look() throws IOException {
        return Lstat.read(path).orElseThrow(() -> new NoSuchFileException(path.toString()));
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public long nextData(long from, long size) throws IOException {
        return next(from, size, true);
    }

    @Override
    public long nextHole(long from, long size) throws IOException {
        return size < BLOCK ? size : next(from, size, false);
    }

    /** Finds the next block, at a multiple of the block size, with or without data. */
    private long next(long from, long size, boolean data) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long at = from; at < size; at = (at / BLOCK + 1) * BLOCK) {
            block.clear().limit((int) Math.min(BLOCK - at % BLOCK, size - at));
            if (isZero(block, read(block, at)) != data) {
                return at;
            }
        }
        return size;
    }

    private static boolean isZero(ByteBuffer block, int length) {
        for (int i = 0; i < length; i++) {
            if (block.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long transfer(long from, long length, OpenFile to) throws IOException {
        FileChannel target = ((PortableFile) to).channel;
        // Each write has its own offset, since several ranges of one file may be copied at once.
        ByteBuffer block = ByteBuffer.allocate((int) Math.min(length, 1 << 20));
        int count = read(block, from);
        block.flip();
        for (long at = from; block.hasRemaining(); ) {
            at += target.write(block, at);
        }
        return count;
    }

    @Override
    public int read(ByteBuffer into, long from) throws IOException {
        int count = 0;
        while (into.hasRemaining()) {
            int read = channel.read(into, from + count);
            if (read < 0) {
                break;
            }
            count += read;
        }
        return count;
    }

    @Override
    public void write(byte[] bytes, long at) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            channel.write(left, at + left.position());
        }
    }

    @Override
    public boolean cloneFrom(OpenFile other) {
        return false;
    }

    @Override
    public void truncate(long size) throws IOException {
        if (size <= channel.size()) {
            channel.truncate(size);
        } else {
            channel.write(ByteBuffer.allocate(1), size - 1);
        }
    }

    @Override
    public void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public SortedMap<String, String> attributes() throws IOException {
        return posix.attributes(path);
    }

    @Override
    public void setAttribute(String name, String value) throws IOException {
        posix.setAttribute(path, name, value);
    }

    @Override
    public void removeAttribute(String name) throws IOException {
        posix.removeAttribute(path, name);
    }

    @Override
    public void setOwner(int uid, int gid) throws IOException {
        posix.setOwner(path, uid, gid);
    }

    @Override
    public void setMode(int mode) throws IOException {
        posix.setMode(path, mode);
    }

    @Override
    public void setTimes(Instant accessed, Instant modified) throws IOException {
        posix.setTimes(path, accessed, modified);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
