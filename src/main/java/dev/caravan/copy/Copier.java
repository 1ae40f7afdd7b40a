package dev.caravan.copy;

import dev.caravan.change.Entry;
import dev.caravan.change.FileTimes;
import dev.caravan.change.RelativePath;
import dev.caravan.change.Roots;
import dev.caravan.change.TemporaryName;
import dev.caravan.change.Verdict;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** One entry's whole life: parents, temporary file, data, attributes, second look, rename. Any thread; one thread a path. */
final class Copier {
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Roots roots;
    private final Removal removal;
    private final Duration quiet;
    private final Clock clock;
    private final RootsWatch watch;
    private final CopyMeters meters;
    private final Data data;

    /** How bytes are copied: {@link FileData#copy} within the bandwidth, but in tests, which change the source meanwhile. */
    @FunctionalInterface
    interface Data {
        long copy(Path source, Path target, long sizeBytes) throws IOException;
    }

    Copier(Roots roots, Removal removal, Duration quiet, Clock clock, CopyMeters meters, Bandwidth bandwidth) {
        this(
                roots,
                removal,
                quiet,
                clock,
                meters,
                (source, target, sizeBytes) -> FileData.copy(source, target, sizeBytes, bandwidth));
    }

    Copier(Roots roots, Removal removal, Duration quiet, Clock clock, CopyMeters meters, Data data) {
        this.roots = roots;
        this.removal = removal;
        this.quiet = quiet;
        this.clock = clock;
        watch = new RootsWatch(roots, clock);
        this.meters = meters;
        this.data = data;
    }

    /** Does what the verdict says and returns what came of it. */
    Verdict carryOut(Verdict verdict) throws IOException {
        meters.inFlight.incrementAndGet();
        try {
            if (!watch.areSound()) {
                return changed(verdict, "the roots are not what they were");
            }
            if (verdict instanceof Verdict.Apply apply) {
                return apply(apply);
            }
            if (verdict instanceof Verdict.Remove remove) {
                return remove(remove);
            }
            throw new IllegalArgumentException("copy: got a verdict " + verdict.kind() + ", expected APPLY or REMOVE");
        } finally {
            meters.inFlight.decrementAndGet();
        }
    }

    private Verdict apply(Verdict.Apply apply) throws IOException {
        RelativePath path = apply.task().path();
        if (!makeParents(path)) {
            return changed(apply, "its directory is being replaced");
        }
        return switch (apply.source().type()) {
            case DIRECTORY -> applyDirectory(apply);
            case FILE -> hasSameData(apply) ? applyAttributes(apply) : replace(apply);
            case LINK -> replace(apply);
            case OTHER -> throw new IOException(path + ": fifos, sockets and devices are not copied");
        };
    }

    private Verdict applyDirectory(Verdict.Apply apply) throws IOException {
        RelativePath path = apply.task().path();
        boolean stands = apply.target().map(Entry::isDirectory).orElse(false);
        if (!stands) {
            removeOtherType(path, Entry.Type.DIRECTORY);
            makeDirectory(path.under(roots.target()));
        }
        Attributes.setOwnerAndMode(apply.source(), path.under(roots.target()));
        Attributes.setTimes(apply.source(), path.under(roots.target()));
        return applied(apply, !stands);
    }

    private Verdict applyAttributes(Verdict.Apply apply) throws IOException {
        Path target = apply.task().path().under(roots.target());
        Attributes.setOwnerAndMode(apply.source(), target);
        Attributes.setTimes(apply.source(), target);
        return applied(apply, false);
    }

    /** A new entry beside the old one, then one rename. */
    private Verdict replace(Verdict.Apply apply) throws IOException {
        RelativePath path = apply.task().path();
        Path source = path.under(roots.source());
        Path temporary = TemporaryName.beside(path).under(roots.target());
        Files.deleteIfExists(temporary);
        try {
            boolean whole;
            try {
                whole = make(apply.source(), source, temporary);
            } catch (NoSuchFileException | NotLinkException e) {
                return changed(apply, "it went while it was copied");
            }
            Attributes.setOwnerAndMode(apply.source(), temporary);
            Attributes.setTimes(apply.source(), temporary);
            if (!whole || !isGoodEnough(apply, Entry.read(source))) {
                meters.discarded.increment();
                return changed(apply, "it changed while it was copied");
            }
            removeOtherType(path, apply.source().type());
            Files.move(temporary, path.under(roots.target()), StandardCopyOption.ATOMIC_MOVE);
            return applied(apply, true);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** False where the file was shorter than at the look, if only for a moment. */
    private boolean make(Entry entry, Path source, Path temporary) throws IOException {
        if (entry.type() == Entry.Type.LINK) {
            // Only a path that was read from a link keeps a double or a last slash.
            Files.createSymbolicLink(temporary, Files.readSymbolicLink(source));
            return true;
        }
        long copied = data.copy(source, temporary, entry.size());
        meters.bytes.increment((double) copied);
        return copied == entry.size();
    }

    /** The second look. A hot file may have grown: its beginning is what was copied. */
    private static boolean isGoodEnough(Verdict.Apply apply, Optional<Entry> now) {
        Entry first = apply.source();
        return now.isPresent()
                && (now.get().isUnchangedSince(first)
                        || (apply.hot()
                                && now.get().inode() == first.inode()
                                && now.get().type() == first.type()
                                && now.get().size() >= first.size()));
    }

    private Verdict remove(Verdict.Remove remove) throws IOException {
        RelativePath path = remove.task().path();
        if (isOnSource(path)) {
            return changed(remove, "it is back");
        }
        Path target = path.under(roots.target());
        if (TemporaryName.is(path.name())) {
            Files.deleteIfExists(target);
        } else if (Entry.read(target).isPresent()) {
            removal.remove(path);
            meters.removed.increment();
        }
        return new Verdict.Applied(remove.task(), remove.look().until(clock.instant()), true);
    }

    /** What is only there by way of a link above it is not. */
    private boolean isOnSource(RelativePath path) throws IOException {
        for (RelativePath above = path.parent(); !above.isRoot(); above = above.parent()) {
            if (!Entry.read(above.under(roots.source())).map(Entry::isDirectory).orElse(false)) {
                return false;
            }
        }
        return Entry.read(path.under(roots.source())).isPresent();
    }

    /** A file cannot be renamed over a directory, nor a directory over anything else: what stands in the way goes first. */
    private void removeOtherType(RelativePath path, Entry.Type type) throws IOException {
        Optional<Entry> target = Entry.read(path.under(roots.target()));
        boolean inTheWay = target.isPresent()
                && target.get().type() != type
                && (target.get().isDirectory() || type == Entry.Type.DIRECTORY);
        if (inTheWay) {
            removal.remove(path);
            meters.removed.increment();
        }
    }

    /**
     * Makes the missing directories above the path, with the attributes of the source's.
     *
     * @return false where something that is no directory stands in the way: its own verdict has to come first
     */
    private boolean makeParents(RelativePath path) throws IOException {
        if (path.isRoot() || path.parent().isRoot()) {
            return true;
        }
        RelativePath parent = path.parent();
        Path target = parent.under(roots.target());
        Optional<Entry> standing = Entry.read(target);
        if (standing.isPresent()) {
            return standing.get().isDirectory() && makeParents(parent);
        }
        if (!makeParents(parent)) {
            return false;
        }
        Optional<Entry> source = Entry.read(parent.under(roots.source()));
        if (!source.map(Entry::isDirectory).orElse(false)) {
            return false;
        }
        makeDirectory(target);
        Attributes.setOwnerAndMode(source.get(), target);
        restoreTimes(parent.parent());
        return true;
    }

    /** A directory above what was made has a new time; its own verdict, which may have come before, will not come again. */
    private void restoreTimes(RelativePath directory) throws IOException {
        Optional<Entry> source = Entry.read(directory.under(roots.source()));
        if (source.isPresent()) {
            Attributes.setTimes(source.get(), directory.under(roots.target()));
        }
    }

    private static void makeDirectory(Path directory) throws IOException {
        try {
            Files.createDirectory(directory, PRIVATE_DIRECTORY);
        } catch (FileAlreadyExistsException e) {
            if (!Entry.read(directory).map(Entry::isDirectory).orElse(false)) {
                throw e;
            }
        }
    }

    private boolean hasSameData(Verdict.Apply apply) {
        Entry source = apply.source();
        return apply.target()
                .filter(target -> target.type() == source.type()
                        && target.size() == source.size()
                        && FileTimes.areEqual(target.modified(), source.modified(), roots.targetResolution()))
                .isPresent();
    }

    private Verdict applied(Verdict.Apply apply, boolean renamed) {
        meters.entries.increment();
        Instant now = clock.instant();
        if (apply.hot()) {
            return new Verdict.Wait(apply.task(), apply.look().until(now), now.plus(quiet), true, "never became quiet");
        }
        return new Verdict.Applied(apply.task(), apply.look().until(now), renamed);
    }

    private Verdict changed(Verdict verdict, String reason) {
        Instant now = clock.instant();
        return new Verdict.Wait(verdict.task(), verdict.look().until(now), now.plus(quiet), false, reason);
    }
}
