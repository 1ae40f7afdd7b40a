package dev.caravan.copy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.OpenFile;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Copies a large file in ranges, several at a time, and after a crash continues with the ranges that were not finished.
 * Any thread; one thread per path. Another process that copies the same file has a file of its own: one that is still
 * at work when the other has finished would write to a file that has its final name.
 *
 * <p>The data is written to a file in the workshop. A record beside it has a line that identifies the source's file and
 * its state, and then the number of each finished range. What was written survives the end of the process, but not a
 * crash of the machine, so a record is valid only for the boot in which it was begun.
 */
final class LargeFile {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final Posix posix;
    private final Workshop workshop;
    private final long rangeBytes;
    private final int parallel;
    private final Executor threads;
    private final Range range;

    /** How one range is copied: {@link FileData#copy(OpenFile, OpenFile, long, long)}. Tests replace it. */
    @FunctionalInterface
    interface Range {
        long copy(OpenFile from, OpenFile to, long begin, long end) throws IOException;
    }

    /**
     * Copies files by these settings.
     *
     * @param rangeBytes the size of a range: at most this much is copied again after a crash, for each range under way
     * @param parallel the number of ranges copied at a time, including the caller's own
     * @param threads threads for the other ranges
     */
    LargeFile(Posix posix, Workshop workshop, long rangeBytes, int parallel, Executor threads, Range range) {
        this.posix = posix;
        this.workshop = workshop;
        this.rangeBytes = rangeBytes;
        this.parallel = parallel;
        this.threads = threads;
        this.range = range;
    }

    /**
     * A finished copy that is still in the workshop.
     *
     * @param inode its inode number
     * @param copied bytes that this call copied
     */
    record Made(OpenFile file, long inode, long copied) {}

    /** A step that is done on a finished copy before it leaves the workshop. */
    @FunctionalInterface
    interface Finish {
        void finish(Made made) throws IOException;
    }

    /**
     * Makes the whole file, or continues an earlier try.
     *
     * @param place the path to which the finished file is renamed
     * @return false where the source became shorter, or somebody replaced the data
     */
    boolean make(RelativePath path, Entry source, Path from, Path place, Finish finish) throws IOException {
        Path data = workshop.file(path, Workshop.DATA);
        Path record = workshop.file(path, Workshop.RANGES);
        workshop.inherit(path);
        boolean whole;
        long inode;
        try (OpenFile reading = posix.openForReading(from)) {
            BitSet finished = finished(source, data, record);
            if (finished.isEmpty()) {
                begin(source, data, record);
            }
            try (OpenFile writing = posix.openForWriting(data)) {
                inode = writing.look().inode();
                writing.truncate(source.size());
                workshop.sweep(path, writing.look().changed());
                long copied = copyRanges(reading, writing, source.size(), finished, record);
                whole = copied >= 0 && reading.size() >= source.size();
                if (whole) {
                    finish.finish(new Made(writing, inode, copied));
                }
            }
        }
        if (whole) {
            posix.rename(data, place);
            // Where somebody has replaced the data, the file just renamed is another one, and perhaps unfinished.
            if (posix.look(place).filter(made -> made.inode() == inode).isEmpty()) {
                posix.delete(place);
                return false;
            }
        } else {
            posix.delete(data);
        }
        posix.delete(record);
        return whole;
    }

    /** The ranges that an earlier try finished for the source in exactly this state; none where there is any doubt. */
    private BitSet finished(Entry source, Path data, Path record) throws IOException {
        BitSet finished = new BitSet();
        Optional<Entry> standing = posix.look(data).filter(entry -> entry.type() == Entry.Type.FILE);
        List<String> lines;
        try {
            lines = Files.readAllLines(record, ISO_8859_1);
        } catch (NoSuchFileException e) {
            return finished;
        }
        if (standing.isEmpty() || lines.isEmpty() || !lines.get(0).equals(header(source, standing.get()))) {
            return finished;
        }
        for (String line : lines.subList(1, lines.size())) {
            // A crash may have cut off the last line.
            if (line.matches("[0-9]{1,9};")) {
                finished.set(Integer.parseInt(line.substring(0, line.length() - 1)));
            }
        }
        return finished;
    }

    private void begin(Entry source, Path data, Path record) throws IOException {
        posix.delete(record);
        posix.delete(data);
        posix.create(data).close();
        Entry made = posix.look(data).orElseThrow(() -> new NoSuchFileException(data.toString()));
        Files.writeString(record, header(source, made) + "\n", ISO_8859_1, StandardOpenOption.CREATE_NEW);
    }

    private String header(Entry source, Entry data) throws IOException {
        return String.join(
                " ",
                "of",
                String.valueOf(source.inode()),
                String.valueOf(source.size()),
                source.modified().toString(),
                source.changed().toString(),
                "in",
                String.valueOf(data.inode()),
                "by",
                String.valueOf(rangeBytes),
                "boot",
                Files.isReadable(BOOT) ? Files.readString(BOOT).strip() : "unknown " + System.nanoTime());
    }

    /** Returns the number of bytes copied; -1 where the source ended early. */
    private long copyRanges(OpenFile from, OpenFile to, long size, BitSet finished, Path record) throws IOException {
        int ranges = (int) ((size + rangeBytes - 1) / rangeBytes);
        AtomicInteger next = new AtomicInteger();
        AtomicLong copied = new AtomicLong();
        AtomicBoolean isCut = new AtomicBoolean();
        AtomicBoolean isOver = new AtomicBoolean();
        Work work = () -> {
            for (int each = next.getAndIncrement(); each < ranges && !isOver.get(); each = next.getAndIncrement()) {
                if (finished.get(each)) {
                    continue;
                }
                long begin = each * rangeBytes;
                long end = Math.min(size, begin + rangeBytes);
                if (range.copy(from, to, begin, end) < end) {
                    isCut.set(true);
                    isOver.set(true);
                } else {
                    note(record, each);
                    copied.addAndGet(end - begin);
                }
            }
        };
        runTogether(work, Math.min(parallel, ranges), isOver);
        return isCut.get() ? -1 : copied.get();
    }

    private static void note(Path record, int number) throws IOException {
        Files.writeString(record, number + ";\n", ISO_8859_1, StandardOpenOption.APPEND, LinkOption.NOFOLLOW_LINKS);
    }

    /** Work that several threads share until none is left. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }

    private void runTogether(Work work, int count, AtomicBoolean isOver) throws IOException {
        CompletableFuture<?>[] others = new CompletableFuture<?>[count - 1];
        for (int i = 0; i < others.length; i++) {
            others[i] = CompletableFuture.runAsync(
                    () -> {
                        try {
                            work.run();
                        } catch (IOException e) {
                            isOver.set(true);
                            throw new CompletionException(e);
                        }
                    },
                    threads);
        }
        try {
            work.run();
        } finally {
            if (Thread.currentThread().isInterrupted()) {
                isOver.set(true);
            }
            awaitAll(others);
        }
    }

    private static void awaitAll(CompletableFuture<?>[] others) throws IOException {
        try {
            CompletableFuture.allOf(others).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new InterruptedIOException(String.valueOf(e.getCause()));
        }
    }
}
