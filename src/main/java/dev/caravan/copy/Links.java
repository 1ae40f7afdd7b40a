package dev.caravan.copy;

import dev.caravan.change.Verdict;
import dev.caravan.entry.Comparison;
import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Posix;
import dev.caravan.trees.HardLinks;
import dev.caravan.trees.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files with several names: the first is copied, and the others become names of that copy. Any thread. */
final class Links {
    private static final Logger LOG = LoggerFactory.getLogger(Links.class);
    private static final int TURNS = 256;

    private final Parents parents;
    private final Trees trees;
    private final Posix posix;
    private final HardLinks names;
    private final Comparison comparison;
    private final ReentrantLock[] turns = new ReentrantLock[TURNS];
    private final AtomicBoolean isSaid = new AtomicBoolean();

    /** Of the file whose names were asked for last: a name that leads to that copy too need not ask all the others again. */
    private volatile Together together;

    /** All names of a file in this state that have a copy lead to this one. */
    private record Together(long device, long inode, Instant changed, long copyDevice, long copyInode) {}

    Links(Parents parents, Trees trees, Comparison comparison) {
        this.parents = parents;
        this.trees = trees;
        posix = trees.posix();
        names = trees.hardLinks();
        this.comparison = comparison;
        Arrays.setAll(turns, number -> new ReentrantLock());
    }

    /**
     * Waits until no other thread has a name of this file in its hands: whoever comes second finds the first one's copy.
     *
     * @return the right to work on it, to be closed by the same thread
     */
    Turn turn(Entry source) {
        ReentrantLock lock = turns[Math.floorMod(Long.hashCode(source.inode()), TURNS)];
        lock.lock();
        return lock::unlock;
    }

    /** The right to work on the names of a file. */
    @FunctionalInterface
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * The name whose copy this one has to share: the first before it with an equal copy, or any other where this one's own is not
     * equal. To be closed.
     *
     * <p>The order is that of the names' bytes, so that two names that each have a copy never change places.
     *
     * @return empty where there is none, or this one shares it already: then the entry is made equal by itself
     */
    Optional<Place> twin(Verdict.Apply apply, Place place, DataProof proof) throws IOException {
        Entry source = apply.source();
        if (names.isApart(place.path)) {
            return Optional.empty();
        }
        Optional<Entry> standing = copy(place, proof);
        Optional<RelativePath> last = names.copied(source).filter(name -> !name.equals(place.path));
        if (standing.isEmpty() && last.isPresent()) {
            Optional<Place> opened = parents.openStanding(last.get());
            Optional<Entry> copy = opened.isPresent() ? equalCopy(source, opened.get(), proof) : Optional.empty();
            if (copy.isPresent() && copy.get().device() == place.directoryDevice() && names.hasRoom(copy.get())) {
                return opened;
            }
            if (opened.isPresent()) {
                opened.get().close();
            }
            // The others were full before this one was made.
            if (copy.isPresent() && !names.hasRoom(copy.get())) {
                return Optional.empty();
            }
        }
        long device = place.directoryDevice();
        for (RelativePath other : names.otherNames(place.path, source.inode())) {
            if (standing.isPresent() && other.compareTo(place.path) > 0) {
                return Optional.empty();
            }
            Optional<Place> opened = parents.openStanding(other);
            if (opened.isEmpty()) {
                continue;
            }
            Optional<Entry> copy = equalCopy(source, opened.get(), proof).filter(entry -> entry.device() == device);
            if (copy.isPresent()
                    && names.hasRoom(copy.get())
                    && standing.filter(ours -> isSame(ours, copy.get())).isEmpty()) {
                return opened;
            }
            opened.get().close();
            // Its own is as good as another that is full.
            if (copy.isPresent() && standing.isPresent()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** This name cannot lead to the twin's copy: that has all the names that it may have, or the target has other reasons. */
    void refused(Place place, Place twin, IOException why) throws IOException {
        Optional<Entry> copy = Errno.EMLINK.is(why) ? posix.look(twin.target()) : Optional.empty();
        if (copy.isPresent()) {
            names.full(copy.get());
        } else {
            names.apart(place.path);
        }
        if (!isSaid.getAndSet(true)) {
            LOG.warn(
                    "{}: cannot be another name of {} on the target: {}; such names get copies of their own, as many as it takes",
                    place.path,
                    twin.path,
                    why.getMessage());
        }
    }

    /** The name leads to a copy that others may lead to, too. */
    void copied(Place place, Entry source) {
        names.copied(place.path, source);
    }

    private static boolean isSame(Entry one, Entry other) {
        return one.inode() == other.inode();
    }

    private Optional<Entry> equalCopy(Entry source, Place place, DataProof proof) throws IOException {
        return posix.look(place.source()).filter(entry -> isSame(entry, source)).isPresent()
                ? copy(place, proof)
                : Optional.empty();
    }

    /** The target's entry, where it holds the data. */
    private Optional<Entry> copy(Place place, DataProof proof) throws IOException {
        Optional<Entry> standing = posix.look(place.target());
        return standing.isPresent() && proof.holds(standing.get(), place.source(), place.target())
                ? standing
                : Optional.empty();
    }

    /**
     * The names that have to be looked at so that all lead to one copy: those after this one that have another equal copy, and this
     * one where one before it has.
     */
    List<RelativePath> apart(Verdict.Apply apply, Place place, DataProof proof) throws IOException {
        Optional<Entry> ours = posix.look(place.target());
        Together now = ours.map(copy -> new Together(
                        apply.source().device(),
                        apply.source().inode(),
                        apply.source().changed(),
                        copy.device(),
                        copy.inode()))
                .orElse(null);
        if (now != null && now.equals(together)) {
            return List.of();
        }
        List<RelativePath> apart = new ArrayList<>();
        for (RelativePath other : names.otherNames(place.path, apply.source().inode())) {
            Optional<Place> opened = ours.isPresent() ? parents.openStanding(other) : Optional.empty();
            if (opened.isEmpty()) {
                continue;
            }
            try (Place theirs = opened.get()) {
                if (equalCopy(apply.source(), theirs, proof)
                        .filter(copy -> !isSame(copy, ours.get()))
                        .isPresent()) {
                    apart.add(other.compareTo(place.path) < 0 ? place.path : other);
                }
            }
        }
        if (apart.isEmpty() && now != null) {
            together = now;
        }
        return apart;
    }

    /**
     * The names of other files that a path is about to leave.
     *
     * @param names of the files that the path, or what is below it, led to until now
     * @param unequal other names of those files whose copy is not equal
     */
    record Leaving(List<HardLinks.Name> names, Set<RelativePath> unequal) {}

    /**
     * Asked before a path is made to lead to another file, or to none. What was done to the old file by that name has to show under its
     * other names too, which no hint has named. This comes first, so that a failure of it leads to another try.
     *
     * @param now what the source's path leads to
     */
    Leaving leaving(RelativePath path, Optional<Entry> now) throws IOException {
        List<HardLinks.Name> left = left(path, now);
        Set<RelativePath> unequal = new LinkedHashSet<>();
        for (HardLinks.Name name : left) {
            unequal(name).ifPresent(unequal::add);
        }
        return new Leaving(left, unequal);
    }

    /** Forgets the names that were left, where the verdict was carried out; those that are not equal become its twins. */
    Verdict left(Leaving leaving, Verdict outcome) {
        if (outcome instanceof Verdict.Applied applied) {
            leaving.names().forEach(names::gone);
            return applied.withTwins(leaving.unequal());
        }
        return outcome;
    }

    /**
     * True where what is done to the target's entry is not done to another file's copy: it has no more names than the source's,
     * or those are all names of the source's file that have only not been looked at since.
     */
    boolean isNoOtherCopy(RelativePath path, Entry source, Entry target) throws IOException {
        boolean wasAnother = names.at(path).stream().anyMatch(name -> name.inode() != source.inode());
        if (target.isHardLinked() && wasAnother) {
            return false;
        }
        int known = 1;
        if (target.links() > source.links()) {
            for (RelativePath other : names.otherNames(path, source.inode())) {
                known += isNameOf(target, other) ? 1 : 0;
            }
        }
        return target.links() <= Math.max(known, source.links());
    }

    private boolean isNameOf(Entry target, RelativePath path) throws IOException {
        Optional<Folder> opened = parents.openTarget(path.parent());
        if (opened.isEmpty()) {
            return false;
        }
        try (Folder folder = opened.get()) {
            return posix.look(folder.entry(path.name()))
                    .filter(entry -> entry.inode() == target.inode())
                    .isPresent();
        }
    }

    private List<HardLinks.Name> left(RelativePath path, Optional<Entry> now) {
        List<HardLinks.Name> left = new ArrayList<>(names.at(path));
        left.removeIf(name -> now.isPresent() && now.get().inode() == name.inode());
        if (now.filter(Entry::isDirectory).isEmpty()) {
            left.addAll(names.below(path));
        }
        return left;
    }

    /**
     * Counts names that are of no account any more, and which the kernel counts still.
     *
     * @param folder in which this path, with all below it, stands now; empty where it is deleted
     */
    void trashed(RelativePath path, Optional<Path> folder) {
        if (folder.isEmpty()) {
            return;
        }
        Set<RelativePath> all = new LinkedHashSet<>();
        names.at(path).forEach(name -> all.add(name.path()));
        names.below(path).forEach(name -> all.add(name.path()));
        for (RelativePath each : all) {
            try {
                posix.look(each.under(folder.get())).ifPresent(names::trashed);
            } catch (IOException e) {
                // Without the count, the other names get a copy of their own.
            }
        }
    }

    /** All names of a copy are one file: the first that still leads to the source's file speaks for them. */
    private Optional<RelativePath> unequal(HardLinks.Name name) throws IOException {
        for (RelativePath other : names.otherNames(name.path(), name.inode())) {
            Optional<Place> opened = parents.openStanding(other);
            if (opened.isEmpty()) {
                continue;
            }
            try (Place place = opened.get()) {
                Optional<Entry> source = look(place.source());
                if (source.filter(entry -> entry.inode() == name.inode()).isPresent()) {
                    boolean isEqual = look(place.target())
                            .filter(copy -> isEqual(other, source.get(), copy))
                            .isPresent();
                    return isEqual ? Optional.empty() : Optional.of(other);
                }
            }
        }
        return Optional.empty();
    }

    private boolean isEqual(RelativePath path, Entry source, Entry copy) {
        return comparison.areEqual(source, copy) && trees.known().of(path, source, copy) == KnownEqual.Trust.EQUAL;
    }

    private Optional<Entry> look(Path entry) throws IOException {
        Optional<Entry> found = posix.look(entry);
        return found.isPresent() ? Optional.of(trees.withAttributes(found.get(), entry)) : found;
    }

    /** The other names of a file that got a new copy: theirs is an old one now. */
    List<RelativePath> others(Verdict.Apply apply) {
        return names.others(apply.task().path(), apply.source());
    }
}
