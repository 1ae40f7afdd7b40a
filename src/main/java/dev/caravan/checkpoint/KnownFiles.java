package dev.caravan.checkpoint;

import dev.caravan.entry.Escape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files that a process has proven equal, in {@code known-files.bin} in the state folder. The file exists only while no process
 * writes to the target: a process writes it when it ends in order, and the next one deletes it before it begins to write. After a
 * crash these files are compared again. The format: a header, big-endian numbers of 8 bytes, and their CRC-32C; 24 MiB at most.
 * Single-threaded.
 */
final class KnownFiles {
    private static final Logger LOG = LoggerFactory.getLogger(KnownFiles.class);

    /** The bytes of "CVKNOWN1". */
    private static final long HEADER = 0x4356_4b4e_4f57_4e31L;

    private final Path path;
    private final AtomicFile file;

    KnownFiles(Path state) {
        path = state.resolve("known-files.bin");
        file = new AtomicFile(path, Disk.REAL);
    }

    /** Reads the numbers that were written last; none where there is no file, or a damaged one, which is logged. */
    long[] read() {
        try {
            Optional<byte[]> found = file.open();
            return found.isEmpty() ? new long[0] : numbers(found.get());
        } catch (IOException e) {
            LOG.warn("{}: is of no use, and what it holds is compared again: {}", this, Disk.reason(e));
            return new long[0];
        }
    }

    private static long[] numbers(byte[] bytes) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(bytes);
        int end = bytes.length - Long.BYTES;
        if (bytes.length % Long.BYTES != 0 || end < Long.BYTES || all.getLong() != HEADER) {
            throw new IOException("is no file of this kind");
        }
        if (all.getLong(end) != sum(bytes, end)) {
            throw new IOException("is damaged");
        }
        long[] numbers = new long[end / Long.BYTES - 1];
        all.asLongBuffer().get(numbers);
        return numbers;
    }

    private static long sum(byte[] bytes, int end) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, end);
        return sum.getValue();
    }

    /** Returns once they are on disk. */
    void write(long[] numbers) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((numbers.length + 2) * Long.BYTES);
        all.putLong(HEADER);
        for (long number : numbers) {
            all.putLong(number);
        }
        all.putLong(sum(all.array(), all.position()));
        file.write(all.array());
    }

    /** Deletes the file, before anything is written to the target. */
    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public String toString() {
        return "state file " + Escape.path(path);
    }
}
