package dev.caravan.copy;

import dev.caravan.change.Entry;
import dev.caravan.change.HardLinks;
import dev.caravan.change.RelativePath;
import dev.caravan.change.Verdict;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Files with several names: the first is copied, and the others become names of that copy. Any thread. */
final class Links {
    private static final int STRIPES = 256;

    private final Parents parents;
    private final Posix posix;
    private final HardLinks names;
    private final SameData sameData;
    private final Object[] stripes = new Object[STRIPES];

    Links(Parents parents, Posix posix, HardLinks names, SameData sameData) {
        this.parents = parents;
        this.posix = posix;
        this.names = names;
        this.sameData = sameData;
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Object();
        }
    }

    /** What is done with one name of a file. */
    @FunctionalInterface
    interface Work {
        Verdict run() throws IOException;
    }

    /** Two names of one file that come at the same moment wait for each other: who comes second finds the first one's copy. */
    Verdict oneAtATime(Entry source, Work work) throws IOException {
        synchronized (stripes[Math.floorMod(Long.hashCode(source.inode()), STRIPES)]) {
            return work.run();
        }
    }

    /**
     * Another name of the same file whose copy is equal, and not the target's entry already; to be closed.
     *
     * @return empty where there is none: the file has to be copied
     */
    Optional<Place> twin(Verdict.Apply apply, Place place) throws IOException {
        Entry source = apply.source();
        long standing = posix.look(place.target()).map(Entry::inode).orElse(-1L);
        for (RelativePath other : names.others(place.path, source)) {
            Optional<Place> opened = parents.openStanding(other);
            if (opened.isEmpty()) {
                continue;
            }
            Place twin = opened.get();
            Optional<Entry> theirs = posix.look(twin.source()).filter(entry -> entry.inode() == source.inode());
            Optional<Entry> copy = posix.look(twin.target()).filter(entry -> sameData.is(source, entry));
            if (theirs.isPresent() && copy.isPresent() && copy.get().inode() != standing) {
                return opened;
            }
            twin.close();
            if (theirs.isEmpty()) {
                names.gone(other, source.inode());
            } else if (copy.isPresent()) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /** The other names of a file that got a new copy: theirs is an old one now. */
    List<RelativePath> others(Verdict.Apply apply) {
        return names.others(apply.task().path(), apply.source());
    }
}
