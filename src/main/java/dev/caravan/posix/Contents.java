package dev.caravan.posix;

import dev.caravan.entry.Difference;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.LongConsumer;

/**
 * Compares the bytes of two files up to the first that differs, reading both sides at once. Holes that both have are
 * not read. Thread-safe.
 */
public final class Contents {
    /** The name of such a difference. */
    public static final String WHAT = "content";

    private static final int BLOCK = 1 << 20;

    private final Posix posix;
    private final Executor readers;
    private final Turn turn;
    private final LongConsumer equal;

    /** Limits the reading: called before each block is read on both sides. */
    @FunctionalInterface
    public interface Turn {
        /** No limit. */
        Turn FREE = bytes -> {};

        /** Waits until that many bytes may be read; throws where the thread is interrupted. */
        void await(long bytes) throws IOException;
    }

    /**
     * Creates a comparison of contents.
     *
     * @param readers the threads that read the target while the caller reads the source, one for each file in work
     * @param equal told how many bytes of the source were found equal, after each block
     */
    public Contents(Posix posix, Executor readers, Turn turn, LongConsumer equal) {
        this.posix = posix;
        this.readers = readers;
        this.turn = turn;
        this.equal = equal;
    }

    /**
     * Compares two files.
     *
     * @param size the length of both, in bytes
     * @return the first difference; empty where there is none
     * @throws ClosedByInterruptException if the thread is interrupted
     */
    public Optional<Difference> difference(Path source, Path target, long size) throws IOException {
        if (size == 0) {
            return Optional.empty();
        }
        try (OpenFile ours = posix.openForReading(source);
                OpenFile theirs = posix.openForReading(target)) {
            return difference(ours, theirs, size);
        }
    }

    /** As {@link #difference(Path, Path, long)}, for open files, up to offset {@code size}. */
    public Optional<Difference> difference(OpenFile ours, OpenFile theirs, long size) throws IOException {
        ByteBuffer one = ByteBuffer.allocate((int) Math.min(size, BLOCK));
        ByteBuffer other = ByteBuffer.allocate((int) Math.min(size, BLOCK));
        long at = nextData(ours, theirs, 0, size);
        while (at < size) {
            int length = (int) Math.min(BLOCK, size - at);
            turn.await(length);
            read(ours, one.clear().limit(length), theirs, other.clear().limit(length), at);
            int mismatch = one.flip().mismatch(other.flip());
            if (mismatch >= 0) {
                return Optional.of(difference(one, other, mismatch, at + mismatch));
            }
            equal.accept(one.limit());
            if (one.limit() < length) {
                // Both files became shorter, which a later look at them shows.
                return Optional.empty();
            }
            at = nextData(ours, theirs, at + length, size);
        }
        return Optional.empty();
    }

    private static long nextData(OpenFile ours, OpenFile theirs, long at, long size) throws IOException {
        return at >= size ? size : Math.min(ours.nextData(at, size), theirs.nextData(at, size));
    }

    /**
     * Reads a block of both files, with a second thread for a full block: a small one is read sooner than handed over.
     */
    private void read(OpenFile ours, ByteBuffer one, OpenFile theirs, ByteBuffer other, long at) throws IOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new ClosedByInterruptException();
        }
        if (one.limit() < BLOCK) {
            ours.read(one, at);
            theirs.read(other, at);
            return;
        }
        FutureTask<Integer> reading = new FutureTask<>(() -> theirs.read(other, at));
        readers.execute(reading);
        try {
            ours.read(one, at);
        } finally {
            // The target's read has to end before its file is closed, even if the source's read failed.
            await(reading);
        }
    }

    private static void await(FutureTask<Integer> reading) throws IOException {
        boolean interrupted = false;
        while (true) {
            try {
                reading.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }

    private static Difference difference(ByteBuffer one, ByteBuffer other, int index, long offset) {
        return new Difference(WHAT, value(one, index, offset), value(other, index, offset));
    }

    private static String value(ByteBuffer bytes, int index, long offset) {
        return index < bytes.limit()
                ? String.format("0x%02x at offset %d", bytes.get(index), offset)
                : "ends at offset " + offset;
    }
}
