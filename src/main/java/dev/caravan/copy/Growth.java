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
 * Files that grow at their end, of which only what is new has to be copied.
 *
 * <p>That is so where this process made the copy itself, both files are still those of then, the copy is as long as it was made,
 * and all that they have in common are the same bytes, which are compared: a program may change the middle of a file and lengthen it
 * too. That reads more than a copy does, and writes less. Any thread; one thread a path.
 */
final class Growth {
    /** Below this, copying all of it costs no more. */
    private static final long LEAST_BYTES = 1 << 20;

    private static final int MAX_FILES = 100_000;

    private final Posix posix;
    private final Workshop workshop;
    private final Contents contents;
    private final long leastBytes;
    private final Cache<RelativePath, Copy> copies =
            Caffeine.newBuilder().maximumSize(MAX_FILES).build();

    /** What was made of which file. */
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

    /** True for a file of which it is remembered how it was copied. */
    boolean isWorthwhile(Entry source) {
        return source.size() >= leastBytes && !source.isHardLinked();
    }

    /** The copy of this file was finished. */
    void made(RelativePath path, Entry source, Entry target) {
        copies.put(path, new Copy(source.inode(), target.inode(), target.size()));
    }

    /** Nothing is known of the copy any more. */
    void forget(RelativePath path) {
        copies.invalidate(path);
    }

    /** How many bytes of the target need not be copied again; 0 where all have to. */
    long common(Verdict.Apply apply, Place place) throws IOException {
        Copy copy = copies.getIfPresent(apply.task().path());
        Entry source = apply.source();
        Optional<Entry> target = apply.target();
        boolean isAsItWasMade = copy != null
                && target.isPresent()
                && source.inode() == copy.source
                && source.size() > copy.size
                && !source.isHardLinked();
        if (!isAsItWasMade || isDirty(apply.task().path())) {
            return 0;
        }
        try (OpenFile ours = posix.openForReading(place.source());
                OpenFile theirs = posix.openForReading(place.target())) {
            Entry standing = theirs.look();
            // In the trash it may have another name, which no look at the target counts, and which is not to grow.
            boolean isPrefix = standing.inode() == copy.target
                    && standing.size() == copy.size
                    && standing.links() == 1
                    && contents.difference(ours, theirs, copy.size).isEmpty();
            return isPrefix ? copy.size : 0;
        }
    }

    /** Marks a copy that is about to be appended to: whoever finds the mark, after a crash too, copies all of the file. */
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

    /** All of it was copied. */
    void clean(RelativePath path) throws IOException {
        posix.delete(workshop.file(path, Workshop.DIRTY));
    }
}
