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
 * A file that takes long: copied in ranges, several at a time, and after a crash from the last finished range on.
 *
 * <p>The data grows in the workshop, beside a record: one line on which source it is of, then the number of each finished range.
 * The kernel keeps what was written however this process ends, but not when the machine does; so a record counts for the boot that
 * it was begun in. Any thread; one thread an entry.
 */
final class LargeFile {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final Posix posix;
    private final Workshop workshop;
    private final long rangeBytes;
    private final int parallel;
    private final Executor threads;
    private final Range range;

    /** How one range is copied: {@link FileData#copy(OpenFile, OpenFile, long, long)}, but in tests. */
    @FunctionalInterface
    interface Range {
        long copy(OpenFile from, OpenFile to, long begin, long end) throws IOException;
    }

    /**
     * Large files are made with these.
     *
     * @param rangeBytes how much is copied again at most after a crash, for each range at work
     * @param parallel how many ranges are copied at a time, the caller's own among them
     * @param threads for the others
     */
    LargeFile(Posix posix, Workshop workshop, long rangeBytes, int parallel, Executor threads, Range range) {
        this.posix = posix;
        this.workshop = workshop;
        this.rangeBytes = rangeBytes;
        this.parallel = parallel;
        this.threads = threads;
        this.range = range;
    }

    /** A finished copy, still in the workshop. */
    record Made(OpenFile file, long copied) {}

    /** What is done with a finished copy before it leaves the workshop. */
    @FunctionalInterface
    interface Finish {
        void finish(Made made) throws IOException;
    }

    /**
     * Makes the whole file, or goes on with what was made of it before.
     *
     * @param place where the finished file goes, by a rename
     * @return false where the source has become shorter, or another process has taken the data's place
     */
    boolean make(RelativePath path, Entry source, Path from, Path place, Finish finish) throws IOException {
        Path data = workshop.file(path, Workshop.DATA);
        Path record = workshop.file(path, Workshop.RANGES);
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
                long copied = copyRanges(reading, writing, source.size(), finished, record);
                whole = copied >= 0 && reading.size() >= source.size();
                if (whole) {
                    finish.finish(new Made(writing, copied));
                }
            }
        }
        if (whole) {
            posix.rename(data, place);
            // Another process that makes the same file has begun anew: this is its, and half made.
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

    /** The ranges that an earlier try has finished for this very source; none where there is any doubt. */
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
            // The last may have been cut off.
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

    /** Returns how many bytes were copied; -1 where the source ended early. */
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

    /** What several threads do until nothing is left. */
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
