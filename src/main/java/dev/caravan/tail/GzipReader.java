package dev.caravan.tail;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Reads a gzip file by uncompressed offsets, forwards only. Single-threaded. */
final class GzipReader implements LogReader {
    private static final int INPUT_BYTES = 64 * 1024;

    private final InputStream file;
    private final long sizeOnDisk;
    private InputStream uncompressed;
    private boolean ended;
    private boolean damaged;
    /**
     * Uncompressed bytes from {@code keptOffset} on: a read that ends within a line is followed by one
     * from that line's start.
     */
    private byte[] kept = new byte[0];

    private long keptOffset;
    private int keptBytes;

    GzipReader(Path path) throws IOException {
        this.sizeOnDisk = Files.size(path);
        this.file = Files.newInputStream(path);
    }

    @Override
    public int read(long offset, byte[] to) throws IOException {
        if (offset < keptOffset) {
            throw new IllegalStateException(
                    "compressed log: offset " + offset + " asked for after " + keptOffset + " was read");
        }
        while (offset > keptOffset + keptBytes && !ended) {
            forgetUpTo(keptOffset + keptBytes);
            fillUpTo((int) Math.min(INPUT_BYTES, offset - keptOffset));
        }
        if (offset > keptOffset + keptBytes) {
            return 0;
        }
        forgetUpTo(offset);
        fillUpTo(to.length);
        int read = Math.min(to.length, keptBytes);
        System.arraycopy(kept, 0, to, 0, read);
        return read;
    }

    private void forgetUpTo(long offset) {
        int forgotten = (int) (offset - keptOffset);
        keptBytes -= forgotten;
        System.arraycopy(kept, forgotten, kept, 0, keptBytes);
        keptOffset = offset;
    }

    private void fillUpTo(int count) throws IOException {
        if (kept.length < count) {
            kept = Arrays.copyOf(kept, count);
        }
        while (keptBytes < count && !ended) {
            int read = uncompress(kept, keptBytes, count - keptBytes);
            ended = read < 0;
            keptBytes += Math.max(0, read);
        }
    }

    private int uncompress(byte[] to, int at, int count) throws IOException {
        try {
            if (uncompressed == null) {
                uncompressed = new GZIPInputStream(file, INPUT_BYTES);
            }
            return uncompressed.read(to, at, count);
        } catch (EOFException | ZipException e) {
            damaged = true;
            return -1;
        }
    }

    @Override
    public long size() {
        return sizeOnDisk;
    }

    @Override
    public boolean isDamaged() {
        return damaged;
    }

    @Override
    public void close() throws IOException {
        file.close();
        if (uncompressed != null) {
            uncompressed.close();
        }
    }
}
