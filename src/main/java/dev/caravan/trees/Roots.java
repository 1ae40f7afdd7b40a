package dev.caravan.trees;

import dev.caravan.control.LastingFault;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Escape;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two roots as they were at the start, and the check that they are still the same. Thread-safe.
 *
 * <p>An unmounted root shows the empty directory under its mount point, and everything would look removed. So each
 * root's device and inode number are remembered, the target has a marker file, and a source that had entries must
 * still have some. A file system that comes back under another device number is recognised by its mount source,
 * inode number and marker.
 */
public final class Roots {
    private static final Logger LOG = LoggerFactory.getLogger(Roots.class);

    private final Root source;
    private final Root target;
    private final TargetMark marker;
    /** Null where the target is not marked. */
    private final String mark;

    private final boolean sourceHadEntries;
    private final Mounts mounts;
    private final Duration targetResolution;
    private final ClockSkew skew = new ClockSkew();
    /** Null where the target is not marked. */
    private final Instant openedAt;

    private final AtomicLong generation = new AtomicLong();
    private final LastingFault lost = new LastingFault();
    private final AtomicBoolean hasSaidTarget = new AtomicBoolean();

    private Roots(
            Path source, Path target, Collection<RelativePath> mounts, boolean onlyRead, Optional<String> expected)
            throws IOException {
        root(source, "source");
        root(target, "target");
        // From here on no symbolic link is followed.
        this.source = new Root("source", source.toRealPath());
        this.target = new Root("target", target.toRealPath());
        sourceHadEntries = hasEntries(source);
        this.mounts = new Mounts(this.source.path(), mounts);
        Path own = Exclusions.OWN.under(this.target.path());
        marker = new TargetMark(this.target.path(), own);
        if (onlyRead) {
            mark = marker.isThere() ? marker.load() : null;
            targetResolution = TimeStep.seen(this.target.path());
            openedAt = null;
            return;
        }
        if (expected.isPresent()) {
            marker.expect(expected.get());
        }
        makeOwn(own);
        // A symbolic link here would lead the trash out of the target.
        root(own, "target's own folder");
        if (marker.read().isEmpty()) {
            marker.write();
        }
        mark = marker.load();
        TimeStep.Probe probe = TimeStep.probe(own);
        targetResolution = probe.step();
        openedAt = probe.madeAt();
    }

    private static void makeOwn(Path own) throws IOException {
        if (Lstat.read(own).isPresent()) {
            return;
        }
        try {
            Files.createDirectory(own);
        } catch (FileAlreadyExistsException e) {
            LOG.debug("{}: another process has just made it", Escape.path(own));
        }
    }

    /**
     * Remembers the roots as they are, and marks the target where it is not marked yet.
     *
     * @param source the root through which the source is read
     * @throws IOException if a root is no directory, or the target cannot be written
     */
    public static Roots open(Path source, Path target) throws IOException {
        return open(source, target, List.of());
    }

    /**
     * As {@link #open(Path, Path)}, with mounts below the source that belong to it.
     *
     * @param mounts their mount points; something has to be mounted at each
     */
    public static Roots open(Path source, Path target, Collection<RelativePath> mounts) throws IOException {
        return open(source, target, mounts, Optional.empty());
    }

    /**
     * As {@link #open(Path, Path, Collection)}, for a target that was marked before.
     *
     * @param mark the value of {@link #mark} then; empty where any mark is accepted
     * @throws LostRootException if the target has another mark or none; nothing was written
     */
    public static Roots open(Path source, Path target, Collection<RelativePath> mounts, Optional<String> mark)
            throws IOException {
        return new Roots(source, target, mounts, false, mark);
    }

    /**
     * Remembers the roots as they are, for a caller that only compares: nothing is written.
     *
     * @param mounts as for {@link #open(Path, Path, Collection)}
     * @throws IOException if a root is no directory
     */
    public static Roots view(Path source, Path target, Collection<RelativePath> mounts) throws IOException {
        return new Roots(source, target, mounts, true, Optional.empty());
    }

    public Path source() {
        return source.path();
    }

    public Path target() {
        return target.path();
    }

    /** The content of the target's marker, which identifies it; empty where the target is not marked. */
    public String mark() {
        return mark == null ? "" : mark;
    }

    /** The source's mount; empty where the mount table does not tell. */
    public Optional<MountTable.Mount> sourceMount() {
        return source.mount();
    }

    /** The inode number of the source's root. */
    public long sourceInode() {
        return source.known().inode();
    }

    /**
     * Tells whether an entry that was found on the source belongs to it.
     *
     * @param path the path by which it was found
     */
    public Belonging belonging(RelativePath path, Entry found) {
        if (isTarget(found)) {
            return Belonging.OTHER;
        }
        // This holds for nearly every entry.
        if (found.device() == source.known().device()) {
            return Belonging.SOURCE;
        }
        try {
            checkSource();
            if (found.device() == source.known().device()) {
                return Belonging.SOURCE;
            }
            if (source.isAbove(found.device()) && mounts.isOnOurMount(path)) {
                return Belonging.UNKNOWN;
            }
            return mounts.hold(path, found) ? Belonging.SOURCE : Belonging.OTHER;
        } catch (IOException e) {
            return Belonging.UNKNOWN;
        }
    }

    /**
     * True for the target's root, where somebody mounted it below the source after the start: it must not
     * be copied into itself.
     */
    private boolean isTarget(Entry found) {
        Entry root = target.known();
        boolean isTarget = found.inode() == root.inode() && found.isDirectory() && found.device() == root.device();
        if (isTarget && !hasSaidTarget.getAndSet(true)) {
            LOG.error("the target is mounted below the source, where it is left out: unmount it there");
        }
        return isTarget;
    }

    /**
     * True where the entry is on the file system of the source's root, so that an equal inode number
     * means the same file.
     */
    public boolean isOfSourceRoot(Entry found) {
        return found.device() == source.known().device();
    }

    /** The device number of the source's root. */
    public long sourceDevice() {
        return source.known().device();
    }

    /** The device number of the target's root. */
    public long targetDevice() {
        return target.known().device();
    }

    /**
     * True where the target is a mount of its own: if it is unmounted, a path leads to the directory under the mount
     * point, so a writer has to look first.
     */
    public boolean canTargetGo() {
        return target.canGo();
    }

    /**
     * Checks that an open directory of the target is on the target, and not under its mount point.
     *
     * @param path of the directory
     * @param device the directory's device number
     * @throws LostRootException if it may be under the mount point: nothing may be written there
     */
    public void checkOnTarget(RelativePath path, long device) throws IOException {
        if (device == target.known().device() || !target.isAbove(device)) {
            return;
        }
        check();
        boolean isOnMountBelow = MountTable.read().below(target.path()).stream().anyMatch(path::startsWith);
        if (device != target.known().device() && !isOnMountBelow) {
            throw new LostRootException(
                    target + ": was not mounted a moment ago; what was to be written there is written again");
        }
    }

    /** The known difference between the source's clock and this host's. */
    public ClockSkew skew() {
        return skew;
    }

    /**
     * When the roots were opened, by the target's clock: entries with a later ctime were made since. Empty where
     * nothing was written.
     */
    public Optional<Instant> openedAt() {
        return Optional.ofNullable(openedAt);
    }

    /** The step in which the target keeps times: 1 ns to 2 s. */
    public Duration targetResolution() {
        return targetResolution;
    }

    /**
     * Counts how often a root was lost or came back: between two equal numbers both roots were there, as far as any
     * check saw. A caller that has to be certain calls {@link #check} first.
     */
    public long generation() {
        return generation.get();
    }

    /**
     * Checks that both roots are the ones of the start.
     *
     * @throws IOException if they are not, with what was expected and found: then nothing may be removed
     */
    public void check() throws IOException {
        counted(() -> {
            boolean isBack = source.check(false, this::checkEntries);
            mounts.check();
            isBack |= target.check(mark != null, () -> marker.expect(mark()));
            if (mark != null) {
                marker.check(mark);
            }
            checkEntries();
            return isBack;
        });
    }

    private void checkEntries() throws IOException {
        if (sourceHadEntries && !hasEntries(source.path())) {
            throw new LostRootException("source " + Escape.path(source.path())
                    + ": is empty and was not at the start: is the file system still mounted?");
        }
    }

    /**
     * Checks with one look at each that the source's root and the mounts below it are the ones of the start.
     *
     * @throws IOException as {@link #check} does
     */
    public void checkSource() throws IOException {
        if (lost.lasts()) {
            // Only the complete check can say that the roots are back.
            check();
            return;
        }
        counted(() -> {
            boolean isBack = source.check(false, this::checkEntries);
            mounts.check();
            return isBack;
        });
    }

    /** A check that returns true where a root came back. */
    @FunctionalInterface
    private interface Proof {
        boolean isBack() throws IOException;
    }

    private void counted(Proof proof) throws IOException {
        try {
            boolean isBack = proof.isBack();
            if (lost.ends() || isBack) {
                mounts.forget();
                generation.incrementAndGet();
            }
        } catch (LostRootException e) {
            if (lost.begins()) {
                generation.incrementAndGet();
            }
            throw e;
        }
    }

    private static Entry root(Path root, String side) throws IOException {
        Entry entry = Lstat.read(root)
                .orElseThrow(
                        () -> new LostRootException(side + " " + Escape.path(root) + ": there is no such directory"));
        if (!entry.isDirectory()) {
            throw new LostRootException(side + " " + Escape.path(root) + ": is no directory");
        }
        return entry;
    }

    private static boolean hasEntries(Path directory) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            return entries.iterator().hasNext();
        }
    }
}
