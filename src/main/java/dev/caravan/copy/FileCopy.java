package dev.caravan.copy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Contents;
import dev.caravan.posix.Errno;
import dev.caravan.posix.OpenFile;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Makes the target's copy of a regular file: in one piece, in ranges, or by appending what has grown. Any thread; one
 * thread per path.
 */
final class FileCopy {
    /** The size from which on a file is copied in ranges. */
    static final long LARGE_BYTES = 256L << 20;

    private static final long RANGE_BYTES = 64L << 20;
    private static final int MAX_APART = 10_000;

    /** A distance that makes two mtimes unequal in any file system's resolution. */
    private static final Duration UNEQUAL = Duration.ofDays(1);

    /**
     * Threads that copy one large file. More do not help: the kernel allocates the blocks of one file one after
     * the other.
     */
    private static final int PARALLEL = Math.min(4, Runtime.getRuntime().availableProcessors());

    /** The same where a side is not local: a thread mostly waits for its round trip. */
    private static final int FAR_PARALLEL = 8;

    private final Posix posix;
    private final Attributes attributes;
    private final LargeFile large;
    private final LargeFile largeOnOneDevice;
    private final Growth growth;
    private final Workshop workshop;
    private final boolean append;
    private final boolean fsync;
    private final SecondLook secondLook;
    private final CopyMeters meters;
    private final FileData ranges;
    private final Copier.Data data;

    /** Directories into which no file can be renamed from the workshop ({@code EXDEV}). */
    private final Cache<RelativePath, Boolean> apart =
            Caffeine.newBuilder().maximumSize(MAX_APART).build();

    /** False once the target's file system has shown that it cannot clone a file (reflink). */
    private volatile boolean canClone = true;

    /**
     * Makes copies by these settings.
     *
     * @param isNear whether both sides are local file systems
     */
    FileCopy(
            Posix posix,
            Attributes attributes,
            SecondLook secondLook,
            Workshop workshop,
            CopyOptions options,
            CopyMeters meters,
            Contents contents,
            FileData ranges,
            boolean isNear,
            Copier.Data data) {
        this.posix = posix;
        this.attributes = attributes;
        this.secondLook = secondLook;
        this.append = options.append();
        this.fsync = options.fsync();
        this.meters = meters;
        this.data = data;
        this.workshop = workshop;
        growth = new Growth(posix, workshop, contents);
        int parallel = isNear ? PARALLEL : FAR_PARALLEL;
        large = new LargeFile(posix, workshop, RANGE_BYTES, parallel, options.threads(), ranges::copy);
        // Within one device, two ranges at a time are copied no faster than one.
        largeOnOneDevice = new LargeFile(posix, workshop, RANGE_BYTES, 1, options.threads(), ranges::copy);
        this.ranges = ranges;
    }

    /**
     * Makes the finished copy under the temporary name: by cloning the target's file and appending what has grown, in
     * ranges, or in one piece.
     *
     * @return false where the copy is not whole: the source became shorter, or somebody replaced the copy's data
     */
    boolean make(Verdict.Apply apply, Place place) throws IOException {
        Entry source = apply.source();
        long common = canClone ? common(apply, place) : 0;
        if (common > 0) {
            return makeClone(apply, place, common);
        }
        if (source.size() >= LARGE_BYTES && place.isOnDeviceOfTarget() && !isApart(place.path.parent())) {
            try {
                return makeInRanges(source, place);
            } catch (IOException e) {
                if (!Errno.EXDEV.is(e)) {
                    throw e;
                }
                // The directory has a project quota of its own: no file can be renamed into it from another project.
                apart.put(place.path.parent(), true);
                workshop.clear(place.path);
            }
        }
        try (OpenFile from = posix.openForReading(place.source());
                OpenFile to = posix.create(place.temporary(), attributes.initialMode(place, source))) {
            Entry made = to.look();
            place.holds(made.inode());
            long copied = data.copy(from, to, source.size());
            meters.bytes.increment((double) copied);
            attributes.giveNew(place, source, to, made);
            sync(to);
            return copied == source.size();
        }
    }

    private boolean makeInRanges(Entry source, Place place) throws IOException {
        LargeFile ranged = place.isTargetOn(source.device()) ? largeOnOneDevice : large;
        return ranged.make(place.path, source, place.source(), place.temporary(), made -> {
            place.holds(made.inode());
            meters.bytes.increment((double) made.copied());
            finish(source, made.file(), place);
        });
    }

    private boolean isApart(RelativePath directory) {
        return apart.getIfPresent(directory) != null;
    }

    private void finish(Entry source, OpenFile copy, Place place) throws IOException {
        attributes.give(place, source, copy);
        sync(copy);
    }

    private void sync(OpenFile copy) throws IOException {
        if (fsync) {
            copy.sync();
        }
    }

    /** Remembers a copy that has been renamed into place, so that the next one may append to it. */
    void done(Entry source, Place place) throws IOException {
        if (append && growth.isWorthwhile(source)) {
            Optional<Entry> copy = posix.look(place.target());
            if (copy.isPresent()
                    && place.inode().equals(OptionalLong.of(copy.get().inode()))) {
                growth.clean(place.path);
                growth.made(place.path, source, copy.get());
            }
        }
    }

    /** Forgets a removed entry and deletes its unfinished copy. */
    void forget(RelativePath path) throws IOException {
        growth.forget(path);
        workshop.clear(path);
    }

    /**
     * The length of the beginning that the target's file still shares with the source's, so that only the rest has to
     * be copied; 0 where it is not known.
     */
    private long common(Verdict.Apply apply, Place place) throws IOException {
        return append ? growth.common(apply, place) : 0;
    }

    private boolean makeClone(Verdict.Apply apply, Place place, long common) throws IOException {
        Entry source = apply.source();
        try (OpenFile from = posix.openForReading(place.source());
                OpenFile standing = posix.openForReading(place.target());
                OpenFile to = posix.create(place.temporary())) {
            place.holds(to.look().inode());
            boolean isCompared = isTheOneSeen(apply, standing);
            if (isCompared) {
                canClone = to.cloneFrom(standing);
            }
            boolean whole = appendTo(from, to, isCompared && canClone ? common : 0, source, FileData.Permit.ALWAYS);
            finish(source, to, place);
            return whole;
        }
    }

    /** False where another process has replaced the file since the look: its beginning was not compared. */
    private static boolean isTheOneSeen(Verdict.Apply apply, OpenFile standing) throws IOException {
        return standing.look().inode() == apply.target().orElseThrow().inode();
    }

    /** The result of an append. */
    enum Appended {
        /** The copy is complete. */
        DONE,
        /** The source did more than grow during the append: the whole file has to be copied. */
        CHANGED,
        /** No byte was appended: a new copy has to be made. */
        NOT_POSSIBLE,
        /** Another process does the task, and finds a file that is not equal. */
        LOST
    }

    /**
     * Appends what the source's file has grown by to the target's file itself, where the target cannot clone files. The
     * file's old state cannot be restored. So until all of it is right and on disk, it has an mtime that the source
     * does not have: whenever the process ends, the next look finds the file equal or copies all of it. The same holds for another
     * process's look where the task is lost meanwhile; so it is asked for before the first byte, and before the file looks equal.
     */
    Appended appendInPlace(Verdict.Apply apply, Place place) throws IOException {
        long common = canClone ? 0 : common(apply, place);
        if (common == 0) {
            return Appended.NOT_POSSIBLE;
        }
        Entry source = apply.source();
        growth.begin(place.path);
        try (OpenFile from = posix.openForReading(place.source());
                OpenFile to = posix.openForWriting(place.target())) {
            if (!isTheOneSeen(apply, to)) {
                return Appended.NOT_POSSIBLE;
            }
            WriteRight right = new WriteRight(apply.task().ticket(), System::nanoTime);
            if (!right.isHeld()) {
                return Appended.LOST;
            }
            place.holds(apply.target().orElseThrow().inode());
            if (!appendTo(from, to, common, source, right::isHeldLately)) {
                return right.isLost() ? Appended.LOST : Appended.CHANGED;
            }
            if (!right.isHeld()) {
                return Appended.LOST;
            }
            attributes.giveAllButTimes(place, source, to);
            attributes.giveTimes(place, source, to, source.modified().minus(UNEQUAL));
            to.sync();
            if (from.look().inode() != source.inode() || !secondLook.isGoodEnough(apply, place)) {
                return Appended.CHANGED;
            }
            if (!right.isHeld()) {
                return Appended.LOST;
            }
            attributes.giveTimes(place, source, to, source.modified());
        } catch (AccessDeniedException e) {
            // The file's mode forbids even its owner to write. A new copy gets that mode only when it is finished.
            return Appended.NOT_POSSIBLE;
        }
        done(source, place);
        return Appended.DONE;
    }

    private boolean appendTo(OpenFile from, OpenFile to, long begin, Entry source, FileData.Permit permit)
            throws IOException {
        long end = Math.min(ranges.copy(from, to, begin, source.size(), permit), from.size());
        meters.bytes.increment((double) Math.max(0, end - begin));
        if (end >= source.size()) {
            to.truncate(source.size());
        }
        return end >= source.size();
    }
}
