package dev.caravan.copy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Contents;
import dev.caravan.posix.OpenFile;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Finds files that only grew at their end, so that only the new bytes have to be copied. Any thread; one thread
 * per path.
 *
 * <p>That is so where this process made the copy, both sides still have the same inodes, the copy still has the length
 * that it had, and a comparison finds these bytes equal on both sides: a program may have changed the middle of a file
 * too. This reads more than a full copy does, and writes less.
 */
final class Growth {
    /** The least size: copying a smaller file in full costs no more. */
    private static final long LEAST_BYTES = 1 << 20;

    private static final int MAX_FILES = 100_000;

    private final Posix posix;
    private final Workshop workshop;
    private final Contents contents;
    private final long leastBytes;
    private final Cache<RelativePath, Copy> copies =
            Caffeine.newBuilder().maximumSize(MAX_FILES).build();

    /**
     * A copy that this process made.
     *
     * @param source inode number of the source's file
     * @param target inode number of the target's file
     * @param size length of the copy in bytes
     */
    private record Copy(long source, long target, long size) {}

    Growth(Posix posix, Workshop workshop, Contents contents) {
        this(posix, workshop, contents, LEAST_BYTES);
    }

    Growth(Posix posix, Workshop workshop, Contents contents, long leastBytes) {
        this.contents = contents;
        this.posix = posix;
        this.workshop = workshop;
        this.leastBytes = leastBytes;
    }

    /** True for a file whose copy is worth remembering: large enough, and with one hard link only. */
    boolean isWorthwhile(Entry source) {
        return source.size() >= leastBytes && !source.isHardLinked();
    }

    /** Remembers a finished copy. */
    void made(RelativePath path, Entry source, Entry target) {
        copies.put(path, new Copy(source.inode(), target.inode(), target.size()));
    }

    /** Forgets the copy. */
    void forget(RelativePath path) {
        copies.invalidate(path);
    }

    /**
     * The number of bytes of the target that need not be copied again; 0 where all have to be. That holds for the file
     * that the look found: another process may replace it at any time.
     */
    long common(Verdict.Apply apply, Place place) throws IOException {
        Copy copy = copies.getIfPresent(apply.task().path());
        Entry source = apply.source();
        Optional<Entry> target = apply.target();
        boolean isAsItWasMade = copy != null
                && target.isPresent()
                && source.inode() == copy.source
                && target.get().inode() == copy.target
                && source.size() > copy.size
                && !source.isHardLinked();
        if (!isAsItWasMade || isDirty(apply.task().path())) {
            return 0;
        }
        try (OpenFile ours = posix.openForReading(place.source());
                OpenFile theirs = posix.openForReading(place.target())) {
            Entry standing = theirs.look();
            // The trash may hold another hard link to the file, and a file in the trash must not grow.
            boolean isPrefix = standing.inode() == copy.target
                    && standing.size() == copy.size
                    && standing.links() == 1
                    && contents.difference(ours, theirs, copy.size).isEmpty();
            return isPrefix ? copy.size : 0;
        }
    }

    /**
     * Marks a copy on disk before it is appended to. While the mark exists, also after a crash, the whole file
     * is copied.
     */
    void begin(RelativePath path) throws IOException {
        forget(path);
        Path mark = workshop.file(path, Workshop.DIRTY);
        if (Files.notExists(mark)) {
            posix.create(mark).close();
        }
    }

    private boolean isDirty(RelativePath path) throws IOException {
        return posix.look(workshop.file(path, Workshop.DIRTY)).isPresent();
    }

    /** Removes the mark: the whole file was copied. */
    void clean(RelativePath path) throws IOException {
        posix.delete(workshop.file(path, Workshop.DIRTY));
    }
}
