package dev.caravan.trees;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.caravan.control.LastingFault;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Escape;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Lstat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two roots, as they were at the start, and the proof that they are still those.
 *
 * <p>A root that was unmounted shows the empty directory below the mount: everything would look removed. So each root's device
 * and inode are remembered, the target carries a marker, and a source that had entries must still have some. A file system that
 * comes back under another device number is known again by what is mounted, its inode, and the marker.
 */
public final class Roots {
    private static final Logger LOG = LoggerFactory.getLogger(Roots.class);
    private static final String MARKER = "marker";
    private static final Instant PROBE = Instant.parse("2001-02-03T04:05:06.123456789Z");

    /** By so few ctimes a step could be wrong; more than so many tell no more. */
    private static final int LEAST_SEEN = 3;

    private static final int MOST_SEEN = 200;

    private final Root source;
    private final Root target;
    private final Path marker;
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
        // No link is followed from here on.
        this.source = new Root("source", source.toRealPath());
        this.target = new Root("target", target.toRealPath());
        sourceHadEntries = hasEntries(source);
        this.mounts = new Mounts(this.source.path(), mounts);
        Path own = Exclusions.OWN.under(this.target.path());
        marker = own.resolve(MARKER);
        if (onlyRead) {
            mark = Files.exists(marker) ? Files.readString(marker) : null;
            targetResolution = seenResolution(this.target.path());
            openedAt = null;
            return;
        }
        if (expected.isPresent()) {
            checkMark(expected.get());
        }
        if (Lstat.read(own).isEmpty()) {
            Files.createDirectory(own);
        }
        // A link would lead the trash out of the target.
        root(own, "target's own folder");
        if (readMark().isEmpty()) {
            writeMark(own);
        }
        mark = Files.readString(marker);
        targetResolution = probeResolution(marker);
        // Its times were just set.
        openedAt = Lstat.read(marker).map(Entry::changed).orElse(null);
    }

    /** Before anything is written: what is not mounted must not be. */
    private void checkMark(String expected) throws LostRootException {
        String found = readMark();
        if (!expected.equals(found)) {
            throw new LostRootException("target " + Escape.path(target.path()) + ": "
                    + (found.isEmpty() ? "has no marker " : "has another marker than before in ") + Escape.path(marker)
                    + ", expected " + Escape.latin1(expected) + ": is the right file system mounted?");
        }
    }

    /** Returns when it is on the target's disk: a state that knows of it refuses a target that lost it in a power cut. */
    private void writeMark(Path own) throws IOException {
        Path made = own.resolve(MARKER + ".new");
        try (FileChannel file = FileChannel.open(
                made, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.wrap((UUID.randomUUID() + "\n").getBytes(US_ASCII)));
            file.force(true);
        }
        Files.move(made, marker, StandardCopyOption.ATOMIC_MOVE);
        force(own);
        force(target.path());
    }

    /** A directory's new names; a file system that cannot be asked for that keeps them as it likes. */
    private static void force(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            LOG.debug("{}: is not forced to the disk: {}", Escape.path(directory), e.toString());
        }
    }

    private String readMark() {
        try {
            return Files.readString(marker).strip();
        } catch (IOException e) {
            return "";
        }
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
        return open(source, target, mounts, Optional.empty());
    }

    /**
     * The same, of a target that was marked before.
     *
     * @param mark what {@link #mark} said then; empty where it may be any
     * @throws LostRootException if the target has another mark or none: nothing was written
     */
    public static Roots open(Path source, Path target, Collection<RelativePath> mounts, Optional<String> mark)
            throws IOException {
        return new Roots(source, target, mounts, false, mark);
    }

    /**
     * Remembers the roots as they are, for somebody who only compares: nothing is written.
     *
     * @param mounts as of {@link #open(Path, Path, Collection)}
     * @throws IOException if one is no directory
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

    /** What the target's marker holds, by which it is known again; empty where it is not marked. */
    public String mark() {
        return mark == null ? "" : mark.strip();
    }

    /** What is mounted at the source; empty where the system does not say. */
    public Optional<MountTable.Mount> sourceMount() {
        return source.mount();
    }

    /** The inode of the source's root. */
    public long sourceInode() {
        return source.known().inode();
    }

    /**
     * Whose an entry is that was found on the source.
     *
     * @param path by which it was found
     */
    public Belonging belonging(RelativePath path, Entry found) {
        if (isTarget(found)) {
            return Belonging.OTHER;
        }
        // Nearly always.
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

    /** The target is mounted below the source, since the start: it must not be copied into itself. */
    private boolean isTarget(Entry found) {
        Entry root = target.known();
        boolean isTarget = found.inode() == root.inode() && found.isDirectory() && found.device() == root.device();
        if (isTarget && !hasSaidTarget.getAndSet(true)) {
            LOG.error("the target is mounted below the source, where it is left out: unmount it there");
        }
        return isTarget;
    }

    /** True for what is on the file system of the source's root itself: what has the same inode number is the same file. */
    public boolean isOfSourceRoot(Entry found) {
        return found.device() == source.known().device();
    }

    /** The device of the source's root. */
    public long sourceDevice() {
        return source.known().device();
    }

    /** The device of the target's root. */
    public long targetDevice() {
        return target.known().device();
    }

    /** True where a directory may lie below the target's mount instead of on it, so that who writes there has to look first. */
    public boolean canTargetGo() {
        return target.canGo();
    }

    /**
     * Proves that a directory of the target, which is open, is on the target and not below its mount.
     *
     * @param path of the directory
     * @param device of the directory
     * @throws LostRootException if it may be below: nothing may be written there
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

    /** How far the source's clock is from this host's. */
    public ClockSkew skew() {
        return skew;
    }

    /** When the roots were opened, by the target's clock: what has a younger ctime was made since. Empty where nothing was written. */
    public Optional<Instant> openedAt() {
        return Optional.ofNullable(openedAt);
    }

    /** The step in which the target keeps times: 1 ns to some seconds. */
    public Duration targetResolution() {
        return targetResolution;
    }

    /**
     * Counts how often a root was lost, or came back: between two equal numbers both were there as far as anybody looked. Who wants
     * to be certain calls {@link #check} before asking.
     */
    public long generation() {
        return generation.get();
    }

    /**
     * Proves that both roots are the ones of the start.
     *
     * @throws IOException if not, saying what was expected and what was found: nothing may be removed then
     */
    public void check() throws IOException {
        counted(() -> {
            boolean isBack = source.check(false, this::checkEntries);
            mounts.check();
            isBack |= target.check(mark != null, () -> checkMark(mark()));
            if (mark != null && !readMark().equals(mark())) {
                throw new LostRootException("target " + Escape.path(target.path()) + ": its marker "
                        + Escape.path(marker) + " is gone or another's: is the file system still mounted?");
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
     * Proves that the source's root is the one of the start, and so are the mounts below it, by one look at each.
     *
     * @throws IOException if not, as {@link #check} does
     */
    public void checkSource() throws IOException {
        if (lost.lasts()) {
            // Only the whole proof says that all is well again.
            check();
            return;
        }
        counted(() -> {
            boolean isBack = source.check(false, this::checkEntries);
            mounts.check();
            return isBack;
        });
    }

    /** A proof that tells whether a root came back. */
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

    /**
     * The step of ctimes, which nobody but the kernel sets: that their last digits are zeros in all of some entries is no chance.
     */
    private static Duration seenResolution(Path directory) throws IOException {
        List<Entry> seen = new ArrayList<>();
        Lstat.read(directory).ifPresent(seen::add);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            Iterator<Path> each = entries.iterator();
            while (each.hasNext() && seen.size() < MOST_SEEN) {
                Lstat.read(each.next()).ifPresent(seen::add);
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
