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
 * The files that a process has proven equal, in {@code known-files.bin} in the folder of the state. It is there only while no process
 * writes to the target: written when one ends in order, and deleted before the next one begins to write. So a crash costs only that
 * these files are compared again. At most 24 MiB: a header, big-endian numbers of 8 bytes, and their CRC-32C. One thread.
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

    /** What was written last; nothing where there is no file, or a damaged one, which is said. */
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

    /** Before anything is written to the target. */
    void delete() throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public String toString() {
        return "state file " + Escape.path(path);
    }
}
