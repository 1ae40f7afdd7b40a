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

/** Copies files with several hard links: one name is copied, and the others become links to that copy. Thread-safe. */
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

    /**
     * The last file for which {@link #apart} found one copy only: a further name that leads to that copy need not check
     * all others again.
     */
    private volatile Together together;

    /** A file of the source in one state, and the copy to which all of its copied names lead. */
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
     * Waits until no other thread works on a name of this file, so that the second thread finds the first one's copy.
     *
     * @return the right to work on the file's names; the same thread closes it
     */
    Turn turn(Entry source) {
        ReentrantLock lock = turns[Math.floorMod(Long.hashCode(source.inode()), TURNS)];
        lock.lock();
        return lock::unlock;
    }

    /** The right to work on the names of a file. The thread that took it closes it. */
    @FunctionalInterface
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * The name whose copy this name has to become a link to. Where this name's own copy is equal, that is the first
     * name before it, in the order of bytes, that has another equal copy. Where it is not, any other name with an equal
     * copy will do. The caller closes the result.
     *
     * <p>Because of that order, two names that each have a copy never change places: {@code b} joins {@code a}, never
     * the reverse.
     *
     * @return empty where there is no such name, or this name shares its copy already: then the entry is made equal
     *     by itself
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
                opened.get().holds(copy.get().inode());
                return opened;
            }
            if (opened.isPresent()) {
                opened.get().close();
            }
            // The last copy has all the links it can have, and so have all copies before it.
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
                opened.get().holds(copy.get().inode());
                return opened;
            }
            opened.get().close();
            // This name is a link to that copy already, or that copy can have no more links: this name keeps its
            // own copy.
            if (copy.isPresent() && standing.isPresent()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /**
     * Notes that this name could not become a link to the twin's copy: that copy has the most links that it can have
     * ({@code EMLINK}), or the target refused for another reason.
     */
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

    /** Remembers that this name has a copy to which other names of the file may be linked. */
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

    /** The target's entry at this place where it holds the source's data; otherwise empty. */
    private Optional<Entry> copy(Place place, DataProof proof) throws IOException {
        Optional<Entry> standing = posix.look(place.target());
        return standing.isPresent() && proof.holds(standing.get(), place.source(), place.target())
                ? standing
                : Optional.empty();
    }

    /**
     * The names that have to be looked at so that all names of the file lead to one copy. Those are the names after
     * this one that have another equal copy, and this name itself where a name before it has one.
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
     * The names that a path is about to give up, since it will lead to another file or to none.
     *
     * @param names names, at the path or below it, of the files that the source had there until now
     * @param unequal other names of those files whose copy is not equal
     */
    record Leaving(List<HardLinks.Name> names, Set<RelativePath> unequal) {}

    /**
     * Finds the names that a path gives up, before it is made to lead to another file or to none. A write to the old
     * file by this name also has to arrive under the file's other names, which no hint has named. This comes first, so
     * that a failure here leads to another try.
     *
     * @param now the source's entry at the path
     */
    Leaving leaving(RelativePath path, Optional<Entry> now) throws IOException {
        List<HardLinks.Name> left = left(path, now);
        Set<RelativePath> unequal = new LinkedHashSet<>();
        for (HardLinks.Name name : left) {
            unequal(name).ifPresent(unequal::add);
        }
        return new Leaving(left, unequal);
    }

    /**
     * Forgets the names that were given up, where the verdict was carried out; their unequal other names become
     * its twins.
     */
    Verdict left(Leaving leaving, Verdict outcome) {
        if (outcome instanceof Verdict.Applied applied) {
            leaving.names().forEach(names::gone);
            return applied.withTwins(leaving.unequal());
        }
        return outcome;
    }

    /**
     * True where a change of the target's entry changes no other file's copy: the target's entry has no more links than
     * the source's, or its further links are all known names of the same source file.
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
     * Counts the links that went to the trash: the kernel still counts them among a copy's links.
     *
     * @param folder the folder below which the path now is; empty where the path was deleted
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
                // Without this count, the file's other names may get a copy of their own.
            }
        }
    }

    /**
     * Another name of this file whose copy is not equal; empty where there is none. The first name that still leads to
     * the source's file is enough: names that are links to one copy are equal or unequal together.
     */
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

    /** The other names of a file that got a new copy: on the target they still lead to the old copy. */
    List<RelativePath> others(Verdict.Apply apply) {
        return names.others(apply.task().path(), apply.source());
    }
}
