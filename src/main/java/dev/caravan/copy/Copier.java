package dev.caravan.copy;

import dev.caravan.change.Fence;
import dev.caravan.change.Ticket;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Comparison;
import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Contents;
import dev.caravan.posix.LocalFileSystems;
import dev.caravan.posix.OpenFile;
import dev.caravan.posix.Posix;
import dev.caravan.removal.Removal;
import dev.caravan.trees.FoldedNames;
import dev.caravan.trees.LeftOut;
import dev.caravan.trees.Roots;
import dev.caravan.trees.TouchedDirectories;
import dev.caravan.trees.Trees;
import dev.caravan.trees.WriteCount;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotLinkException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Carries out a verdict: makes one entry of the target equal to the source's, or has it removed by {@link Remover}.
 * {@code replace} shows how a new entry is made, and {@link FileCopy} makes the data of a regular file. Any thread; one
 * thread per path.
 */
final class Copier {
    /** After a copy that took longer, what it is renamed over is looked at once more. */
    private static final Duration LONG = Duration.ofSeconds(5);

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
    private final SpecialFiles special;
    private final FileCopy file;
    private final SecondLook secondLook;
    private final Remover remover;
    private final LeftOut.Recorder leftOut;
    private final TouchedDirectories touched;
    private final Outcomes outcomes;
    private final Clock clock;
    private final TargetWatch watch;
    private final CopyMeters meters;

    /**
     * How a file's data is copied: {@link FileData#copy(OpenFile, OpenFile, long)}. Tests change the source meanwhile.
     */
    @FunctionalInterface
    interface Data {
        long copy(OpenFile from, OpenFile to, long sizeBytes) throws IOException;
    }

    Copier(Trees trees, Removal removal, CopyOptions options, Clock clock, CopyMeters meters) {
        this(trees, removal, options, clock, meters, new FileData(options.bandwidth())::copy);
    }

    Copier(Trees trees, Removal removal, CopyOptions options, Clock clock, CopyMeters meters, Data data) {
        posix = trees.posix();
        leftOut = trees.leftOut();
        touched = trees.touched();
        known = trees.known();
        writes = trees.writes();
        watch = new TargetWatch(trees.roots(), posix, clock);
        probe = new LimitProbe(trees);
        room = new Room(posix);
        folded = new FoldedNames(trees);
        locked = new LockedDirectories(trees.roots().target(), posix);
        comparison = new Comparison(trees.roots().targetResolution(), posix.linkTimes(), trees.limits());
        attributes = new Attributes(trees, probe, watch::isForAll);
        parents = new Parents(trees, attributes);
        contents = new Contents(posix, options.threads(), options.turn(), meters.compared::increment);
        links = new Links(parents, trees, comparison);
        entries = new NewEntries(posix, attributes);
        special = new SpecialFiles(trees.limits(), probe);
        secondLook = new SecondLook(posix, trees.roots().skew());
        file = new FileCopy(
                posix,
                attributes,
                secondLook,
                new Workshop(trees.roots().target(), posix, trees.makers()),
                options,
                meters,
                contents,
                new FileData(options.bandwidth()),
                areNear(trees.roots()),
                data);
        outcomes = new Outcomes(trees, comparison, links, meters, options.quiet(), clock);
        remover = new Remover(trees, removal, parents, folded, links, file, outcomes, meters);
        this.clock = clock;
        this.meters = meters;
    }

    private static boolean areNear(Roots roots) {
        try {
            return LocalFileSystems.hold(roots.source()) && LocalFileSystems.hold(roots.target());
        } catch (IOException e) {
            return false;
        }
    }

    /** Learns the target's range of times and which names it takes for one, before the first entry is compared. */
    void begin() {
        probe.learnTimes();
        probe.learnNames();
    }

    /** Open parent directories for entries that one thread carries out one after the other. */
    OpenParents openParents() {
        return new OpenParents(parents);
    }

    /** Carries out a verdict and returns the resulting one. */
    Verdict carryOut(Verdict verdict) throws IOException {
        try (OpenParents open = openParents()) {
            return carryOut(verdict, open);
        }
    }

    /** As {@link #carryOut(Verdict)}, for one of several verdicts, with the parent directories of the one before. */
    Verdict carryOut(Verdict verdict, OpenParents open) throws IOException {
        meters.inFlight.incrementAndGet();
        try {
            if (!watch.isSound()) {
                return outcomes.waiting(verdict, "nothing is written to the target now");
            }
            Ticket ticket = verdict.task().ticket();
            Verdict outcome = Fence.mayWrite(ticket) ? carryOutUnlocked(verdict, open) : outcomes.lost(verdict);
            // The process may have been stopped between the last question and a rename, and others have gone on without
            // it.
            boolean isLostMeanwhile = outcome.kind() != Verdict.Kind.LOST && ticket.right() == Fence.Right.LOST;
            return isLostMeanwhile ? outcomes.lookedAtOnceMore(outcome) : outcome;
        } catch (IOException e) {
            open.close();
            if (watch.isForAll(e)) {
                return outcomes.waiting(verdict, "the target takes nothing");
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
        RelativePath path = verdict.task().path();
        if (verdict instanceof Verdict.Apply apply) {
            Links.Leaving leaving = links.leaving(path, Optional.of(apply.source()));
            return links.left(leaving, apply(apply, open));
        }
        if (verdict instanceof Verdict.Remove remove) {
            Links.Leaving leaving = links.leaving(path, Optional.empty());
            return links.left(leaving, remover.remove(remove));
        }
        throw new IllegalArgumentException("copy: got a verdict " + verdict.kind() + ", expected APPLY or REMOVE");
    }

    private Verdict apply(Verdict.Apply apply, OpenParents open) throws IOException {
        RelativePath path = apply.task().path();
        if (folded.owner(path) != FoldedNames.Owner.ITSELF) {
            throw new IOException(path
                    + ": cannot be on the target, which takes it, or a directory above it, for another"
                    + " name of the source that differs in case or form: give one of the two another name");
        }
        Optional<Place> opened = open.open(path);
        if (opened.isEmpty()) {
            return outcomes.changed(apply, "its directory is being replaced");
        }
        try (Place place = opened.get()) {
            DataProof proof = new DataProof(apply, comparison, known, contents);
            Verdict verdict = remember(
                    apply,
                    place,
                    apply.source().isHardLinked()
                            ? applyInTurn(apply, place, proof)
                            : applyEntry(apply, place, proof, true));
            // The target's entry may have been made before for another name that the target takes for this one: that
            // name is looked at again, and then reported.
            return verdict instanceof Verdict.Applied applied && folded.areAny()
                    ? applied.withTwins(folded.others(path))
                    : verdict;
        }
    }

    private Verdict applyInTurn(Verdict.Apply apply, Place place, DataProof proof) throws IOException {
        Links.Turn turn = links.turn(apply.source());
        try {
            return applyName(apply, place, proof);
        } finally {
            turn.close();
        }
    }

    /** Applies one name of a file with several hard links: it becomes a link to the file's copy where there is one. */
    private Verdict applyName(Verdict.Apply apply, Place place, DataProof proof) throws IOException {
        Optional<Place> twin = links.twin(apply, place, proof);
        boolean isRefused = false;
        while (twin.isPresent()) {
            try (Place other = twin.get()) {
                try {
                    return replace(apply, place, Optional.of(other), false);
                } catch (NewEntries.NoNameException e) {
                    links.refused(place, other, e.why());
                    isRefused = true;
                }
            }
            twin = links.twin(apply, place, proof);
        }
        Verdict verdict = applyEntry(apply, place, proof, !isRefused);
        if (!(verdict instanceof Verdict.Applied applied)) {
            return verdict;
        }
        links.copied(place, apply.source());
        return isRefused ? applied : applied.withTwins(links.apart(apply, place, proof));
    }

    /**
     * Applies an entry by itself, without a link to another name's copy.
     *
     * @param tellsTwins whether other names of the file have to be looked at, since this name leads to a new copy
     */
    private Verdict applyEntry(Verdict.Apply apply, Place place, DataProof proof, boolean tellsTwins)
            throws IOException {
        if (apply.target().isPresent() && holdsData(apply, apply.target().get(), place, proof)) {
            return giveAttributes(apply, place, proof, tellsTwins);
        }
        return switch (apply.source().type()) {
            case FILE -> applyFile(apply, place, tellsTwins);
            case FIFO, CHARACTER_DEVICE, BLOCK_DEVICE -> applySpecialFile(apply, place);
            case DIRECTORY -> applyDirectory(apply, place, proof, tellsTwins);
            case LINK, SOCKET, OTHER -> replace(apply, place, Optional.empty(), tellsTwins);
        };
    }

    /** True where the target's entry holds the data, so that at most its attributes have to be set. */
    private boolean holdsData(Verdict.Apply apply, Entry target, Place place, DataProof proof) throws IOException {
        Entry source = apply.source();
        return source.isDirectory()
                ? target.isDirectory()
                : proof.isLikely(target)
                        && links.isNoOtherCopy(apply.task().path(), source, target)
                        && proof.holds(target, place.source(), place.target());
    }

    /**
     * Gives the attributes to a target's entry that holds the data. Where that took a comparison of bytes, the source
     * has to be unchanged after it, as after a copy.
     */
    private Verdict giveAttributes(Verdict.Apply apply, Place place, DataProof proof, boolean tellsTwins)
            throws IOException {
        if (proof.tookTime() && !secondLook.isGoodEnough(apply, place)) {
            return outcomes.changed(apply, "it changed while it was compared");
        }
        if (isEqualAsItIs(apply, place, proof)) {
            return outcomes.equal(apply);
        }
        if (!Fence.mayWrite(apply.task().ticket())) {
            return outcomes.lost(apply);
        }
        touched.settle(place.path);
        try {
            if (comparison.areEqualButTimes(apply.source(), apply.target().orElseThrow())) {
                attributes.giveTimes(place, apply.source(), place.target());
            } else {
                attributes.give(place, apply.source(), place.target());
            }
        } catch (IOException e) {
            touched.touch(place.path);
            throw e;
        }
        return outcomes.applied(apply, place, false, tellsTwins);
    }

    /**
     * True where only the data was in doubt and has been proved equal, so that nothing has to be written. For a file
     * with several hard links, the comparison may have been that of another name.
     */
    private boolean isEqualAsItIs(Verdict.Apply apply, Place place, DataProof proof) throws IOException {
        boolean mayBe = (proof.tookTime() || apply.source().isHardLinked()) && !apply.hot();
        return mayBe
                && proof.isEqual(apply.target().orElseThrow())
                && (!apply.source().isHardLinked()
                        || links.apart(apply, place, proof).isEmpty());
    }

    /**
     * Makes a directory: under its own name at once where there is no entry, which saves half of the round trips. One
     * that another process or thread has just made stays, since entries are perhaps being made in it.
     */
    private Verdict applyDirectory(Verdict.Apply apply, Place place, DataProof proof, boolean tellsTwins)
            throws IOException {
        if (apply.target().isPresent()) {
            return replace(apply, place, Optional.empty(), tellsTwins);
        }
        try {
            entries.makeDirectory(apply.source(), place);
        } catch (FileAlreadyExistsException e) {
            Optional<Entry> standing = posix.look(place.target()).filter(Entry::isDirectory);
            return standing.isPresent()
                    ? giveAttributes(onto(standing, apply), place, proof, tellsTwins)
                    : replace(apply, place, Optional.empty(), tellsTwins);
        } catch (NoSuchFileException e) {
            return outcomes.changed(apply, "it went while it was copied");
        } finally {
            touched.touch(place.path.parent());
        }
        return secondLook.isGoodEnough(apply, place)
                ? outcomes.applied(apply, place, true, tellsTwins)
                : discarded(apply);
    }

    private static Verdict.Apply onto(Optional<Entry> standing, Verdict.Apply apply) {
        return new Verdict.Apply(apply.task(), apply.look(), apply.source(), standing, apply.hot(), apply.again());
    }

    private Verdict applyFile(Verdict.Apply apply, Place place, boolean tellsTwins) throws IOException {
        room.check(place, apply.source());
        Verdict verdict;
        try {
            verdict = switch (file.appendInPlace(apply, place)) {
                case DONE -> outcomes.applied(apply, place, false, true);
                case CHANGED -> discarded(apply);
                case NOT_POSSIBLE -> replace(apply, place, Optional.empty(), tellsTwins);
                case LOST -> outcomes.lost(apply);
            };
        } catch (IOException e) {
            room.failed(place, apply.source(), e);
            throw e;
        }
        if (verdict instanceof Verdict.Applied || (apply.hot() && verdict.kind() != Verdict.Kind.LOST)) {
            file.done(apply.source(), place);
        }
        return verdict;
    }

    private Verdict applySpecialFile(Verdict.Apply apply, Place place) throws IOException {
        if (!special.canBeHeld(apply.source(), place)) {
            return leaveOut(apply, place);
        }
        Verdict verdict;
        try {
            verdict = replace(apply, place, Optional.empty(), true);
        } catch (UnsupportedOperationException | IOException e) {
            if (!special.isLimit(apply.source(), place, e)) {
                throw e;
            }
            return leaveOut(apply, place);
        }
        leftOut.gone(apply.task().path());
        return verdict;
    }

    /**
     * Leaves out an entry that the target cannot hold. An entry of another type in its place on the target is removed,
     * so that it is not taken for this one.
     */
    private Verdict leaveOut(Verdict.Apply apply, Place place) throws IOException {
        String kind = SpecialFiles.kind(apply.source());
        leftOut.found(place.path, LeftOut.Kind.of(kind).orElseThrow());
        if (apply.target().filter(old -> old.type() != apply.source().type()).isEmpty()) {
            return outcomes.leftOut(apply, kind);
        }
        remover.removeTarget(place);
        touched.touch(place.path.parent());
        meters.removed.increment();
        return outcomes.removed(apply);
    }

    /**
     * Replaces the target's entry, whatever its type: makes the new entry under a temporary name with its data and
     * attributes, checks that the source is unchanged, and renames the new entry into its place. Until the rename, the
     * old entry is unchanged.
     *
     * @param twin the name to whose copy the new entry becomes a link
     */
    private Verdict replace(Verdict.Apply apply, Place place, Optional<Place> twin, boolean tellsTwins)
            throws IOException {
        Instant began = clock.instant();
        try (Replacement replacement = new Replacement(posix, remover, meters, apply, place)) {
            boolean isWhole;
            try {
                isWhole = make(apply, place, twin, replacement);
            } catch (NoSuchFileException | NotLinkException e) {
                return outcomes.changed(apply, "it went while it was copied");
            }
            if (!isWhole || !secondLook.isGoodEnough(apply, place)) {
                return discarded(apply);
            }
            if (tookLong(began, place) && !replacement.isStillInPlace()) {
                return outcomes.changed(apply, "another process wrote it while it was copied");
            }
            if (!Fence.mayWrite(apply.task().ticket())) {
                return outcomes.lost(apply);
            }
            if (!replacement.takePlace()) {
                return discarded(apply);
            }
        } finally {
            touched.touch(place.path.parent());
        }
        return outcomes.applied(apply, place, true, tellsTwins);
    }

    /** True where a file was made, and that took long. */
    private boolean tookLong(Instant began, Place place) {
        return place.inode().isPresent()
                && Duration.between(began, clock.instant()).compareTo(LONG) > 0;
    }

    private boolean make(Verdict.Apply apply, Place place, Optional<Place> twin, Replacement replacement)
            throws IOException {
        try {
            return make(apply, place, twin);
        } catch (FileAlreadyExistsException e) {
            replacement.clear();
            return make(apply, place, twin);
        }
    }

    private boolean make(Verdict.Apply apply, Place place, Optional<Place> twin) throws IOException {
        if (twin.isEmpty() && apply.source().type() == Entry.Type.FILE) {
            return file.make(apply, place);
        }
        if (twin.isPresent()) {
            entries.makeTwin(apply.source(), twin.get(), place);
            twin.get().inode().ifPresent(place::holds);
        } else {
            entries.make(apply.source(), place);
        }
        return true;
    }

    private Verdict discarded(Verdict.Apply apply) {
        meters.discarded.increment();
        return outcomes.changed(apply, "it changed while it was copied");
    }

    /**
     * Remembers that the data is equal, so that the next look need not compare it. A hot file is not remembered, since
     * it may have changed since. Nor is one in whose place another process has put its own copy meanwhile: that may be
     * of an older state, so the path is looked at again.
     */
    private Verdict remember(Verdict.Apply apply, Place place, Verdict verdict) throws IOException {
        boolean isDone = verdict instanceof Verdict.Applied || verdict instanceof Verdict.InSync;
        RelativePath path = apply.task().path();
        if (!isDone || apply.hot() || !known.isWorthRemembering(path, apply.source(), clock.instant())) {
            return verdict;
        }
        Optional<Entry> copy = posix.look(place.target());
        if (copy.isEmpty()) {
            return verdict;
        }
        if (isOurs(copy.get(), apply, place)) {
            known.proved(path, apply.source(), copy.get(), apply.look().begin());
            return verdict;
        }
        return verdict instanceof Verdict.Applied applied ? outcomes.overwritten(applied) : verdict;
    }

    /** True for the entry that was made, or that was found to hold the data. */
    private static boolean isOurs(Entry copy, Verdict.Apply apply, Place place) {
        return place.inode().isPresent()
                ? place.inode().getAsLong() == copy.inode()
                : apply.target()
                        .filter(target -> target.inode() == copy.inode())
                        .isPresent();
    }
}
