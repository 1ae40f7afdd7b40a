package dev.caravan.copy;

import dev.caravan.change.Entry;
import dev.caravan.change.RelativePath;
import dev.caravan.change.TargetLimits;
import dev.caravan.change.TemporaryName;
import dev.caravan.change.Verdict;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Folder;
import dev.caravan.posix.OpenFile;
import dev.caravan.posix.Posix;
import dev.caravan.posix.Trees;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One entry's whole life: parents, temporary entry, data, attributes, second look, rename. Any thread; one thread a path. */
final class Copier {
    private final Posix posix;
    private final Attributes attributes;
    private final Parents parents;
    private final SameData sameData;
    private final Links links;
    private final Removal removal;
    private final TargetLimits limits;
    private final FileCopy file;
    private final Duration quiet;
    private final Clock clock;
    private final TargetWatch watch;
    private final CopyMeters meters;

    /** How bytes are copied: {@link FileData#copy}, but in tests, which change the source meanwhile. */
    @FunctionalInterface
    interface Data {
        long copy(OpenFile from, OpenFile to, long sizeBytes) throws IOException;
    }

    Copier(Trees trees, Removal removal, CopyOptions options, Clock clock, CopyMeters meters) {
        this(trees, removal, options, clock, meters, new FileData(options.bandwidth())::copy);
    }

    Copier(Trees trees, Removal removal, CopyOptions options, Clock clock, CopyMeters meters, Data data) {
        posix = trees.posix();
        limits = trees.limits();
        attributes = new Attributes(trees);
        parents = new Parents(trees, attributes);
        sameData = new SameData(trees.roots().targetResolution());
        links = new Links(parents, trees, sameData);
        watch = new TargetWatch(trees.roots(), posix, clock);
        file = new FileCopy(
                posix,
                attributes,
                new Workshop(trees.roots().target()),
                options,
                meters,
                new FileData(options.bandwidth()),
                data);
        quiet = options.quiet();
        this.removal = removal;
        this.clock = clock;
        this.meters = meters;
    }

    /** Does what the verdict says and returns what came of it. */
    Verdict carryOut(Verdict verdict) throws IOException {
        meters.inFlight.incrementAndGet();
        try {
            if (!watch.isSound()) {
                return changed(verdict, "nothing is written to the target now");
            }
            if (verdict instanceof Verdict.Apply apply) {
                return links.leave(apply.task().path(), Optional.of(apply.source()), () -> apply(apply));
            }
            if (verdict instanceof Verdict.Remove remove) {
                return links.leave(remove.task().path(), Optional.empty(), () -> remove(remove));
            }
            throw new IllegalArgumentException("copy: got a verdict " + verdict.kind() + ", expected APPLY or REMOVE");
        } catch (IOException e) {
            if (watch.isForAll(e)) {
                return changed(verdict, "the target takes nothing");
            }
            throw e;
        } finally {
            meters.inFlight.decrementAndGet();
        }
    }

    private Verdict apply(Verdict.Apply apply) throws IOException {
        Optional<Place> opened = parents.open(apply.task().path());
        if (opened.isEmpty()) {
            return changed(apply, "its directory is being replaced");
        }
        try (Place place = opened.get()) {
            return apply.source().isHardLinked()
                    ? links.oneAtATime(apply.source(), () -> applyName(apply, place))
                    : applyEntry(apply, place);
        }
    }

    /** One of the names of a file: a name of its copy too, if there is one. */
    private Verdict applyName(Verdict.Apply apply, Place place) throws IOException {
        Optional<Place> twin = links.twin(apply, place);
        if (twin.isEmpty()) {
            Verdict verdict = applyEntry(apply, place);
            return verdict instanceof Verdict.Applied applied ? applied.withTwins(links.apart(apply, place)) : verdict;
        }
        try (Place other = twin.get()) {
            Verdict verdict = replace(apply, place, (entry, here) -> makeTwin(entry, other, here));
            return verdict instanceof Verdict.Applied applied ? applied.withoutTwins() : verdict;
        }
    }

    private Verdict applyEntry(Verdict.Apply apply, Place place) throws IOException {
        Entry source = apply.source();
        if (apply.target().isPresent() && holdsData(apply, apply.target().get())) {
            attributes.give(place.path, source, place.target());
            return applied(apply, false);
        }
        return switch (source.type()) {
            case DIRECTORY -> replace(apply, place, this::makeDirectory);
            case FILE -> applyFile(apply, place);
            case LINK -> replace(apply, place, this::makeLink);
            case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE -> applyNode(apply, place);
            case SOCKET, OTHER ->
                throw new IOException(place.path + ": is a " + source.type() + ", which is not copied");
        };
    }

    /** True where the target's entry lacks attributes only. */
    private boolean holdsData(Verdict.Apply apply, Entry target) throws IOException {
        Entry source = apply.source();
        return source.isDirectory()
                ? target.isDirectory()
                : sameData.is(source, target)
                        && links.isNoOtherCopy(apply.task().path(), source, target);
    }

    private Verdict applyFile(Verdict.Apply apply, Place place) throws IOException {
        long common = file.common(apply, place);
        if (common > 0 && !file.canClone()) {
            return appendInPlace(apply, place, common);
        }
        Verdict verdict =
                replace(apply, place, common > 0 ? (entry, here) -> file.makeClone(entry, here, common) : file::make);
        if (verdict instanceof Verdict.Applied || apply.hot()) {
            file.done(apply.source(), place);
        }
        return verdict;
    }

    /** The one case in which the target's entry is changed where it stands; a file that only grew shows nothing wrong meanwhile. */
    private Verdict appendInPlace(Verdict.Apply apply, Place place, long common) throws IOException {
        if (file.appendInPlace(apply.source(), place, common) && isGoodEnough(apply, posix.look(place.source()))) {
            return applied(apply, false);
        }
        meters.discarded.increment();
        return changed(apply, "it changed while it was copied");
    }

    private Verdict applyNode(Verdict.Apply apply, Place place) throws IOException {
        String kind = apply.source().type() == Entry.Type.FIFO ? "fifos" : "devices";
        if (!limits.canHold(kind)) {
            return new Verdict.Skipped(apply.task(), apply.look(), "the target cannot hold " + kind);
        }
        try {
            return replace(apply, place, this::makeNode);
        } catch (UnsupportedOperationException e) {
            limits.cannotHold(kind, place.path, e.getMessage());
        } catch (IOException e) {
            if (!Errno.EPERM.is(e) && !Errno.EOPNOTSUPP.is(e)) {
                throw e;
            }
            limits.cannotHold(kind, place.path, String.valueOf(e.getMessage()));
        }
        return new Verdict.Skipped(apply.task(), apply.look(), "the target cannot hold " + kind);
    }

    /** Makes the new entry, finished, under the temporary name; false where the source was not whole at some moment. */
    @FunctionalInterface
    private interface Maker {
        boolean make(Entry source, Place place) throws IOException;
    }

    /** A new entry beside the old one, then one rename. */
    private Verdict replace(Verdict.Apply apply, Place place, Maker maker) throws IOException {
        Path temporary = place.temporary();
        try {
            boolean whole;
            try {
                whole = makeAnew(apply.source(), place, maker);
            } catch (NoSuchFileException | NotLinkException e) {
                posix.delete(temporary);
                return changed(apply, "it went while it was copied");
            }
            if (!whole || !isGoodEnough(apply, posix.look(place.source()))) {
                meters.discarded.increment();
                posix.delete(temporary);
                return changed(apply, "it changed while it was copied");
            }
            putInPlace(apply, place);
            return applied(apply, true);
        } catch (IOException | RuntimeException e) {
            deleteQuietly(temporary, e);
            throw e;
        }
    }

    private boolean makeAnew(Entry source, Place place, Maker maker) throws IOException {
        try {
            return maker.make(source, place);
        } catch (FileAlreadyExistsException e) {
            // A crash left it; this path is in nobody else's hands.
            if (posix.look(place.temporary()).map(Entry::isDirectory).orElse(false)) {
                place.removeTemporary(removal);
            } else {
                posix.delete(place.temporary());
            }
            return maker.make(source, place);
        }
    }

    private boolean makeLink(Entry source, Place place) throws IOException {
        posix.copySymbolicLink(place.source(), place.temporary());
        attributes.give(place.path, source, place.temporary());
        return true;
    }

    private boolean makeDirectory(Entry source, Place place) throws IOException {
        posix.makeDirectory(place.temporary());
        attributes.give(place.path, source, place.temporary());
        return true;
    }

    private boolean makeNode(Entry source, Place place) throws IOException {
        posix.makeNode(place.temporary(), source);
        attributes.give(place.path, source, place.temporary());
        return true;
    }

    private boolean makeTwin(Entry source, Place twin, Place place) throws IOException {
        posix.link(twin.target(), place.temporary());
        attributes.give(place.path, source, place.temporary());
        return true;
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

    /** A file cannot be renamed over a directory, nor a directory over anything else: the two are swapped, and the old one goes. */
    private void putInPlace(Verdict.Apply apply, Place place) throws IOException {
        Path temporary = place.temporary();
        Path target = place.target();
        Entry.Type type = apply.source().type();
        boolean mayBeInTheWay = type == Entry.Type.DIRECTORY
                || apply.target().map(Entry::isDirectory).orElse(false);
        Optional<Entry> standing = mayBeInTheWay ? posix.look(target) : Optional.empty();
        if (standing.isEmpty() || (standing.get().isDirectory() == (type == Entry.Type.DIRECTORY))) {
            posix.rename(temporary, target);
            // Two names of one file: a rename leaves them as they are.
            if (apply.source().isHardLinked()) {
                posix.delete(temporary);
            }
            return;
        }
        if (posix.exchange(temporary, target)) {
            removeSwapped(place);
        } else {
            links.trashed(place.path, place.removeTarget(removal));
            posix.rename(temporary, target);
        }
        meters.removed.increment();
    }

    /** The old entry has the temporary name now. Where it cannot go, the two are swapped back: it is not ours to lose. */
    private void removeSwapped(Place place) throws IOException {
        try {
            links.trashed(place.path, place.removeTemporary(removal));
        } catch (IOException e) {
            posix.exchange(place.temporary(), place.target());
            throw e;
        }
    }

    private void deleteQuietly(Path temporary, Exception failure) {
        try {
            posix.delete(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private Verdict remove(Verdict.Remove remove) throws IOException {
        RelativePath path = remove.task().path();
        if (isOnSource(path)) {
            return changed(remove, "it is back");
        }
        file.forget(path);
        Optional<Folder> opened = parents.openTarget(path.parent());
        if (opened.isPresent()) {
            try (Folder folder = opened.get()) {
                Optional<Entry> standing = posix.look(folder.entry(path.name()));
                if (TemporaryName.is(path.name())
                        && standing.filter(Entry::isDirectory).isEmpty()) {
                    posix.delete(folder.entry(path.name()));
                } else if (standing.isPresent()) {
                    links.trashed(path, removal.remove(folder, path.name(), path));
                    meters.removed.increment();
                }
            }
        }
        return new Verdict.Applied(remove.task(), remove.look().until(clock.instant()), true);
    }

    /** What is only there by way of a link above it is not. */
    private boolean isOnSource(RelativePath path) throws IOException {
        Optional<Folder> opened = parents.openSource(path.parent());
        if (opened.isEmpty()) {
            return false;
        }
        try (Folder folder = opened.get()) {
            return posix.look(folder.entry(path.name())).isPresent();
        }
    }

    private Verdict applied(Verdict.Apply apply, boolean renamed) {
        meters.entries.increment();
        Instant now = clock.instant();
        if (apply.hot()) {
            return new Verdict.Wait(apply.task(), apply.look().until(now), now.plus(quiet), true, "never became quiet");
        }
        return new Verdict.Applied(
                apply.task(), apply.look().until(now), renamed, renamed ? links.others(apply) : List.of());
    }

    private Verdict changed(Verdict verdict, String reason) {
        Instant now = clock.instant();
        return new Verdict.Wait(verdict.task(), verdict.look().until(now), now.plus(quiet), false, reason);
    }
}
