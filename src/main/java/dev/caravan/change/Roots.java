package dev.caravan.change;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/**
 * The two roots, as they were at the start, and the proof that they are still those.
 *
 * <p>A root that was unmounted shows the empty directory below the mount: everything would look removed. So each root's device
 * and inode are remembered, the target carries a marker, and a source that had entries must still have some.
 */
public final class Roots {
    private static final String MARKER = "marker";
    private static final Instant PROBE = Instant.parse("2001-02-03T04:05:06.123456789Z");

    /** By so few ctimes a step could be wrong; more than so many tell no more. */
    private static final int LEAST_SEEN = 3;

    private static final int MOST_SEEN = 200;

    private final Path source;
    private final Path target;
    private final Path marker;
    /** Null where the target is not marked. */
    private final String mark;

    private final Entry sourceAtStart;
    private final Entry targetAtStart;
    private final boolean sourceHadEntries;
    private final Mounts mounts;
    private final Duration targetResolution;

    private Roots(Path source, Path target, Collection<RelativePath> mounts, boolean onlyRead) throws IOException {
        sourceAtStart = root(source, "source");
        targetAtStart = root(target, "target");
        // No link is followed from here on.
        this.source = source.toRealPath();
        this.target = target.toRealPath();
        sourceHadEntries = hasEntries(source);
        this.mounts = new Mounts(this.source, mounts);
        Path own = Exclusions.OWN.under(this.target);
        marker = own.resolve(MARKER);
        if (onlyRead) {
            mark = Files.exists(marker) ? Files.readString(marker) : null;
            targetResolution = seenResolution(this.target);
            return;
        }
        if (Entry.read(own).isEmpty()) {
            Files.createDirectory(own);
        }
        // A link would lead the trash out of the target.
        root(own, "target's own folder");
        if (Entry.read(marker).isEmpty()) {
            Files.writeString(marker, UUID.randomUUID() + "\n");
        }
        mark = Files.readString(marker);
        targetResolution = probeResolution(marker);
    }

    /**
     * Remembers the roots as they are, and marks the target where it is not marked yet.
     *
     * @param source the root to read through
     * @throws IOException if one is no directory, or the target cannot be written
     */
    public static Roots open(Path source, Path target) throws IOException {
        return open(source, target, List.of());
    }

    /**
     * The same, with file systems mounted below the source that belong to it.
     *
     * @param mounts where; each is to be one that stands
     */
    public static Roots open(Path source, Path target, Collection<RelativePath> mounts) throws IOException {
        return new Roots(source, target, mounts, false);
    }

    /**
     * Remembers the roots as they are, for somebody who only compares: nothing is written.
     *
     * @param mounts as of {@link #open(Path, Path, Collection)}
     * @throws IOException if one is no directory
     */
    public static Roots view(Path source, Path target, Collection<RelativePath> mounts) throws IOException {
        return new Roots(source, target, mounts, true);
    }

    public Path source() {
        return source;
    }

    public Path target() {
        return target;
    }

    /** True for what belongs to the source: all but what is below another mount that was not asked for. */
    public boolean isOfSource(RelativePath path, Entry found) {
        return mounts.hold(path, found);
    }

    /** True for what is on the file system of the source's root itself: what has the same inode number is the same file. */
    public boolean isOfSourceRoot(Entry found) {
        return mounts.holdInRoot(found);
    }

    /** The device of the source's root. */
    public long sourceDevice() {
        return sourceAtStart.device();
    }

    /** The device of the target's root. */
    public long targetDevice() {
        return targetAtStart.device();
    }

    /** The step in which the target keeps times: 1 ns to some seconds. */
    public Duration targetResolution() {
        return targetResolution;
    }

    /**
     * Proves that both roots are the ones of the start.
     *
     * @throws IOException if not, saying what was expected and what was found: nothing may be removed then
     */
    public void check() throws IOException {
        same("source", source, sourceAtStart);
        mounts.check();
        same("target", target, targetAtStart);
        if (mark != null && (!Files.exists(marker) || !Files.readString(marker).equals(mark))) {
            throw new IOException("target " + Escape.path(target) + ": its marker " + Escape.path(marker)
                    + " is gone or another's: is the file system still mounted?");
        }
        if (sourceHadEntries && !hasEntries(source)) {
            throw new IOException("source " + Escape.path(source)
                    + ": is empty and was not at the start: is the file system still mounted?");
        }
    }

    /**
     * Proves that the source's root is the one of the start, and so are the mounts below it, by one look at each.
     *
     * @throws IOException if not, as {@link #check} does
     */
    public void checkSource() throws IOException {
        same("source", source, sourceAtStart);
        mounts.check();
    }

    private static void same(String side, Path root, Entry atStart) throws IOException {
        Entry now = root(root, side);
        if (now.device() != atStart.device() || now.inode() != atStart.inode()) {
            throw new IOException(side + " " + Escape.path(root) + ": device " + now.device() + " inode " + now.inode()
                    + ", expected device " + atStart.device() + " inode " + atStart.inode()
                    + " as at the start: is the file system still mounted?");
        }
    }

    private static Entry root(Path root, String side) throws IOException {
        Entry entry = Entry.read(root)
                .orElseThrow(() -> new IOException(side + " " + Escape.path(root) + ": there is no such directory"));
        if (!entry.isDirectory()) {
            throw new IOException(side + " " + Escape.path(root) + ": is no directory");
        }
        return entry;
    }

    private static boolean hasEntries(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return entries.iterator().hasNext();
        }
    }

    /**
     * The step of ctimes, which nobody but the kernel sets: that their last digits are zeros in all of some entries is no chance.
     */
    private static Duration seenResolution(Path directory) throws IOException {
        List<Entry> seen = new ArrayList<>();
        Entry.read(directory).ifPresent(seen::add);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            Iterator<Path> each = entries.iterator();
            while (each.hasNext() && seen.size() < MOST_SEEN) {
                Entry.read(each.next()).ifPresent(seen::add);
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        long step = seen.size() < LEAST_SEEN ? 1 : 1_000_000_000L;
        for (Entry entry : seen) {
            while (entry.changed().get(ChronoField.NANO_OF_SECOND) % step != 0) {
                step /= 10;
            }
        }
        return Duration.ofNanos(step);
    }

    /** What a file system keeps of a time with every digit set tells the step in which it keeps times. */
    private static Duration probeResolution(Path file) throws IOException {
        FileTime before = Files.getLastModifiedTime(file);
        Files.setLastModifiedTime(file, FileTime.from(PROBE));
        Instant kept = Files.getLastModifiedTime(file).toInstant();
        Files.setLastModifiedTime(file, before);
        for (long nanos = 1; nanos < 1_000_000_000L; nanos *= 10) {
            if (PROBE.getNano() / nanos * nanos == kept.getNano() && PROBE.getEpochSecond() == kept.getEpochSecond()) {
                return Duration.ofNanos(nanos);
            }
        }
        return kept.getEpochSecond() == PROBE.getEpochSecond() ? Duration.ofSeconds(1) : Duration.ofSeconds(2);
    }
}
