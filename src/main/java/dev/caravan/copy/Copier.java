package dev.caravan.copy;

import dev.caravan.change.Verdict;
import dev.caravan.entry.Comparison;
import dev.caravan.entry.Difference;
import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import dev.caravan.entry.TargetLimits;
import dev.caravan.entry.TemporaryName;
import dev.caravan.posix.Contents;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Folder;
import dev.caravan.posix.OpenFile;
import dev.caravan.posix.Posix;
import dev.caravan.removal.Removal;
import dev.caravan.trees.FoldedNames;
import dev.caravan.trees.LeftOut;
import dev.caravan.trees.TouchedDirectories;
import dev.caravan.trees.Trees;
import dev.caravan.trees.WriteCount;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One entry's whole life: parents, temporary entry, data, attributes, second look, rename. Any thread; one thread a path. */
final class Copier {
    private final Trees trees;
    private final Posix posix;
    private final LimitProbe probe;
    private final Room room;
    private final FoldedNames folded;
    private final LockedDirectories locked;
    private final Comparison comparison;
    private final Attributes attributes;
    private final Parents parents;
    private final Contents contents;
    private final KnownEqual known;
    private final WriteCount writes;
    private final Links links;
    private final NewEntries entries;
    private final Replacement replacement;
    private final Removal removal;
    private final TargetLimits limits;
    private final LeftOut.Recorder leftOut;
    private final TouchedDirectories touched;
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
        leftOut = trees.leftOut();
        touched = trees.touched();
        this.trees = trees;
        watch = new TargetWatch(trees.roots(), posix, clock);
        probe = new LimitProbe(trees);
        room = new Room(posix);
        folded = new FoldedNames(trees);
        locked = new LockedDirectories(trees.roots().target(), posix);
        comparison = new Comparison(trees.roots().targetResolution(), posix.linkTimes(), limits);
        attributes = new Attributes(trees, probe, watch::isForAll);
        parents = new Parents(trees, attributes);
        known = trees.known();
        writes = trees.writes();
        contents = new Contents(posix, options.threads(), options.turn(), meters.compared::increment);
        links = new Links(parents, trees, comparison);
        entries = new NewEntries(posix, attributes);
        replacement = new Replacement(posix, removal, links, trees.roots().skew(), meters);
        file = new FileCopy(
                posix,
                attributes,
                new Workshop(trees.roots().target()),
                options,
                meters,
                contents,
                new FileData(options.bandwidth()),
                data);
        quiet = options.quiet();
        this.removal = removal;
        this.clock = clock;
        this.meters = meters;
    }

    /** Learns what has to be known before the first entry is compared. */
    void begin() {
        probe.learnTimes();
        probe.learnNames();
    }

    /** For entries that come one after the other, on one thread. */
    OpenParents openParents() {
        return new OpenParents(parents);
    }

    /** Does what the verdict says and returns what came of it. */
    Verdict carryOut(Verdict verdict) throws IOException {
        try (OpenParents open = openParents()) {
            return carryOut(verdict, open);
        }
    }

    /** The same, of one among others. */
    Verdict carryOut(Verdict verdict, OpenParents open) throws IOException {
        meters.inFlight.incrementAndGet();
        try {
            if (!watch.isSound()) {
                return waiting(verdict, "nothing is written to the target now");
            }
            return carryOutUnlocked(verdict, open);
        } catch (IOException e) {
            open.close();
            if (watch.isForAll(e)) {
                return waiting(verdict, "the target takes nothing");
            }
            throw e;
        } finally {
            writes.wrote();
            meters.inFlight.decrementAndGet();
        }
    }

    private Verdict carryOutUnlocked(Verdict verdict, OpenParents open) throws IOException {
        try {
            return carryOutNow(verdict, open);
        } catch (AccessDeniedException e) {
            try (LockedDirectories.Lease lease = locked.unlock(verdict.task().path())) {
                if (!lease.hasAny()) {
                    throw e;
                }
                return carryOutNow(verdict, open);
            }
        }
    }

    private Verdict carryOutNow(Verdict verdict, OpenParents open) throws IOException {
        if (verdict instanceof Verdict.Apply apply) {
            return links.leave(apply.task().path(), Optional.of(apply.source()), () -> apply(apply, open));
        }
        if (verdict instanceof Verdict.Remove remove) {
            return links.leave(remove.task().path(), Optional.empty(), () -> remove(remove));
        }
        throw new IllegalArgumentException("copy: got a verdict " + verdict.kind() + ", expected APPLY or REMOVE");
    }

    private Verdict apply(Verdict.Apply apply, OpenParents open) throws IOException {
        if (folded.owner(apply.task().path()) != FoldedNames.Owner.ITSELF) {
            throw new IOException(apply.task().path()
                    + ": cannot be on the target, which takes it, or a directory above it, for another"
                    + " name of the source that differs in case or form: give one of the two another name");
        }
        Verdict verdict = applyItself(apply, open);
        // What stood there may have been made for another of them, before this one came: that has to be told.
        return verdict instanceof Verdict.Applied applied && folded.areAny()
                ? applied.withTwins(folded.others(apply.task().path()))
                : verdict;
    }

    private Verdict applyItself(Verdict.Apply apply, OpenParents open) throws IOException {
        Optional<Place> opened = open.open(apply.task().path());
        if (opened.isEmpty()) {
            return changed(apply, "its directory is being replaced");
        }
        try (Place place = opened.get()) {
            DataProof proof = new DataProof(apply, comparison, known, contents);
            Verdict verdict = apply.source().isHardLinked()
                    ? links.oneAtATime(apply.source(), () -> applyName(apply, place, proof))
                    : applyEntry(apply, place, proof, true);
            remember(apply, place, verdict);
            return verdict;
        }
    }

    /** One of the names of a file: a name of its copy too, if there is one. */
    private Verdict applyName(Verdict.Apply apply, Place place, DataProof proof) throws IOException {
        Optional<Place> twin = links.twin(apply, place, proof);
        boolean isRefused = false;
        while (twin.isPresent()) {
            try (Place other = twin.get()) {
                Optional<Verdict> verdict = applyTwin(apply, place, other);
                if (verdict.isPresent()) {
                    return verdict.get();
                }
            }
            isRefused = true;
            twin = links.twin(apply, place, proof);
        }
        Verdict verdict = applyEntry(apply, place, proof, !isRefused);
        if (!(verdict instanceof Verdict.Applied applied)) {
            return verdict;
        }
        links.copied(place, apply.source());
        return isRefused ? applied : applied.withTwins(links.apart(apply, place, proof));
    }

    /** Empty where the other's copy gets no more names, or not this one; that is remembered. */
    private Optional<Verdict> applyTwin(Verdict.Apply apply, Place place, Place other) throws IOException {
        try {
            return Optional.of(replace(apply, place, (entry, here) -> entries.makeTwin(entry, other, here), false));
        } catch (NewEntries.NoNameException e) {
            links.refused(place, other, e.why());
            return Optional.empty();
        }
    }

    /**
     * All but a twin.
     *
     * @param tellsTwins whether other names have to be looked at since this one leads elsewhere
     */
    private Verdict applyEntry(Verdict.Apply apply, Place place, DataProof proof, boolean tellsTwins)
            throws IOException {
        Entry source = apply.source();
        if (apply.target().isPresent() && holdsData(apply, apply.target().get(), place, proof)) {
            return leaveData(apply, place, proof, tellsTwins);
        }
        return switch (source.type()) {
            case DIRECTORY -> replace(apply, place, entries::makeDirectory, tellsTwins);
            case FILE -> applyFile(apply, place, tellsTwins);
            case LINK -> replace(apply, place, entries::makeLink, tellsTwins);
            case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE -> applyNode(apply, place);
            case SOCKET, OTHER ->
                throw new IOException(place.path + ": is a " + source.type() + ", which is not copied");
        };
    }

    /** Of what was compared a second look has to find the source unchanged, as of a copy. */
    private Verdict leaveData(Verdict.Apply apply, Place place, DataProof proof, boolean tellsTwins)
            throws IOException {
        if (proof.tookTime() && !replacement.isGoodEnough(apply, place)) {
            return changed(apply, "it changed while it was compared");
        }
        if (isEqualAsItIs(apply, place, proof)) {
            // What led to the doubt may have been a rename, which gave the directory a new time.
            return new Verdict.InSync(apply.task(), apply.look().until(clock.instant()), true, false);
        }
        giveAttributes(apply.source(), place);
        return applied(apply, place, false, tellsTwins);
    }

    /** True where only the data was in doubt, and is no more: of a file with several names, another one may have been compared. */
    private boolean isEqualAsItIs(Verdict.Apply apply, Place place, DataProof proof) throws IOException {
        boolean mayBe = (proof.tookTime() || apply.source().isHardLinked()) && !apply.hot();
        return mayBe
                && proof.isEqual(apply.target().orElseThrow())
                && (!apply.source().isHardLinked()
                        || links.apart(apply, place, proof).isEmpty());
    }

    /** So that the next look need not compare. A hot file may have changed since. */
    private void remember(Verdict.Apply apply, Place place, Verdict verdict) throws IOException {
        boolean isDone = verdict instanceof Verdict.Applied || verdict instanceof Verdict.InSync;
        RelativePath path = apply.task().path();
        if (isDone && !apply.hot() && known.isWorthRemembering(path, apply.source(), clock.instant())) {
            Optional<Entry> copy = posix.look(place.target());
            if (copy.isPresent()) {
                known.proved(path, apply.source(), copy.get(), apply.look().begin());
            }
        }
    }

    private void giveAttributes(Entry source, Place place) throws IOException {
        touched.settle(place.path);
        try {
            attributes.give(place, source, place.target());
        } catch (IOException e) {
            touched.touch(place.path);
            throw e;
        }
    }

    /** True where the target's entry lacks attributes only. */
    private boolean holdsData(Verdict.Apply apply, Entry target, Place place, DataProof proof) throws IOException {
        Entry source = apply.source();
        return source.isDirectory()
                ? target.isDirectory()
                : proof.isLikely(target)
                        && links.isNoOtherCopy(apply.task().path(), source, target)
                        && proof.holds(target, place.source(), place.target());
    }

    private Verdict applyFile(Verdict.Apply apply, Place place, boolean tellsTwins) throws IOException {
        room.check(place, apply.source());
        long common = file.common(apply, place);
        if (common > 0 && !file.canClone()) {
            try {
                return appendInPlace(apply, place, common);
            } catch (AccessDeniedException e) {
                // A mode that lets nobody write: a new copy gets it when it is finished.
                common = 0;
            }
        }
        long shared = common;
        Verdict verdict;
        try {
            verdict = replace(
                    apply,
                    place,
                    shared > 0 ? (entry, here) -> file.makeClone(entry, here, shared) : file::make,
                    tellsTwins);
        } catch (IOException e) {
            room.failed(place, apply.source(), e);
            throw e;
        }
        if (verdict instanceof Verdict.Applied || apply.hot()) {
            file.done(apply.source(), place);
        }
        return verdict;
    }

    /** The one case in which the target's entry is changed where it stands; a file that only grew shows nothing wrong meanwhile. */
    private Verdict appendInPlace(Verdict.Apply apply, Place place, long common) throws IOException {
        if (file.appendInPlace(apply.source(), place, common, () -> replacement.isGoodEnough(apply, place))) {
            return applied(apply, place, false, true);
        }
        meters.discarded.increment();
        return changed(apply, "it changed while it was copied");
    }

    private Verdict applyNode(Verdict.Apply apply, Place place) throws IOException {
        Entry.Type type = apply.source().type();
        String kind = type == Entry.Type.FIFO ? TargetLimits.FIFOS : TargetLimits.DEVICES;
        if (!limits.areNone() && !limits.canHold(kind, place.directoryDevice())) {
            return leaveOut(apply, place, kind);
        }
        try {
            Verdict verdict = replace(apply, place, entries::makeNode, true);
            leftOut.gone(apply.task().path());
            return verdict;
        } catch (UnsupportedOperationException e) {
            limits.isFor(kind, place.directoryDevice(), place.path, e.getMessage(), () -> false);
            return leaveOut(apply, place, kind);
        } catch (IOException e) {
            boolean mayBeLimit = Errno.EPERM.is(e) || Errno.EOPNOTSUPP.is(e);
            if (mayBeLimit
                    && limits.isFor(
                            kind,
                            place.directoryDevice(),
                            place.path,
                            String.valueOf(e.getMessage()),
                            () -> probe.makes(type, place))) {
                return leaveOut(apply, place, kind);
            }
            throw e;
        }
    }

    /** What the target has in its place was another entry's, and must not be taken for this one's. */
    private Verdict leaveOut(Verdict.Apply apply, Place place, String kind) throws IOException {
        leftOut.found(place.path, LeftOut.Kind.of(kind).orElseThrow());
        if (apply.target().filter(old -> old.type() != apply.source().type()).isPresent()) {
            links.trashed(place.path, place.removeTarget(removal));
            touched.touch(place.path.parent());
            meters.removed.increment();
            return new Verdict.Applied(apply.task(), apply.look().until(clock.instant()), true);
        }
        return new Verdict.Skipped(apply.task(), apply.look(), "the target cannot hold " + kind);
    }

    private Verdict replace(Verdict.Apply apply, Place place, Replacement.Maker maker, boolean tellsTwins)
            throws IOException {
        try {
            return switch (replacement.replace(apply, place, maker)) {
                case DONE -> applied(apply, place, true, tellsTwins);
                case WENT -> changed(apply, "it went while it was copied");
                case CHANGED -> changed(apply, "it changed while it was copied");
            };
        } finally {
            touched.touch(place.path.parent());
        }
    }

    private Verdict remove(Verdict.Remove remove) throws IOException {
        RelativePath path = remove.task().path();
        if (isOnSource(path)) {
            return changed(remove, "it is back");
        }
        if (folded.owner(path) != FoldedNames.Owner.ITSELF) {
            return new Verdict.InSync(remove.task(), remove.look().until(clock.instant()));
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
            } finally {
                touched.touch(path.parent());
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
            // A socket is none that could be copied: what it stands in the place of goes.
            return posix.look(folder.entry(path.name()))
                    .filter(entry -> entry.type() != Entry.Type.SOCKET && entry.type() != Entry.Type.OTHER)
                    .isPresent();
        }
    }

    private Verdict applied(Verdict.Apply apply, Place place, boolean renamed, boolean tellsTwins) throws IOException {
        meters.entries.increment();
        String refusal = refusal(apply, place);
        Instant now = clock.instant();
        if (apply.hot()) {
            return new Verdict.Wait(apply.task(), apply.look().until(now), now.plus(quiet), true, "never became quiet");
        }
        return new Verdict.Applied(
                apply.task(),
                apply.look().until(now),
                renamed,
                renamed && tellsTwins ? links.others(apply) : List.of(),
                refusal);
    }

    /**
     * What the target shows otherwise than it was given it: because it refused it, or without a word. Only where there is a reason
     * to ask: something was refused, or only an attribute was to be changed.
     */
    private String refusal(Verdict.Apply apply, Place place) throws IOException {
        RelativePath path = place.path;
        Entry source = apply.source();
        String refused = place.refusal();
        boolean wasAttributes = apply.target()
                .filter(target -> target.type() == source.type())
                .filter(target -> source.type() != Entry.Type.FILE || target.size() == source.size())
                .isPresent();
        if (apply.hot() || (refused.isEmpty() && !wasAttributes)) {
            return "";
        }
        Optional<Entry> now = posix.look(place.target());
        if (now.isEmpty()) {
            return "";
        }
        Entry target = trees.withAttributes(now.get(), place.target());
        List<Difference> differences = source.isDirectory() && refused.isEmpty()
                ? comparison.differencesButTimes(source, target)
                : comparison.differences(source, target);
        if (differences.isEmpty()) {
            limits.refusedNothing(path);
            return "";
        }
        limits.refused(path, differences);
        return refused.isEmpty() ? "the target keeps otherwise what it was given: " + differences : refused;
    }

    private Verdict changed(Verdict verdict, String reason) {
        Instant now = clock.instant();
        return new Verdict.Wait(verdict.task(), verdict.look().until(now), now.plus(quiet), false, reason);
    }

    private Verdict waiting(Verdict verdict, String reason) {
        Instant now = clock.instant();
        return Verdict.Wait.lasting(verdict.task(), verdict.look().until(now), now.plus(quiet), reason);
    }
}
