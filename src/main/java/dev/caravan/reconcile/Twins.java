package dev.caravan.reconcile;

import dev.caravan.entry.Comparison;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.Trees;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds the hard link to which a name has to be joined. All names of a file have to lead to one copy: the equal copy
 * of the first such name, in byte order. Otherwise two names, each with a copy of its own, might exchange their
 * copies for ever. Thread-safe.
 */
final class Twins {
    private final Trees trees;
    private final Comparison comparison;

    Twins(Trees trees, Comparison comparison) {
        this.trees = trees;
        this.comparison = comparison;
    }

    /**
     * Returns the copy to which this name has to be a link: that of the first name before this one with an equal copy,
     * or, where there is none, any other name's copy that is not this one's. Empty where there is none.
     */
    Optional<Entry> of(RelativePath path, Optional<Entry> source, Optional<Entry> target) throws IOException {
        if (source.isEmpty()
                || !source.get().isHardLinked()
                || target.isEmpty()
                || trees.hardLinks().isApart(path)) {
            return Optional.empty();
        }
        for (RelativePath other :
                trees.hardLinks().otherNames(path, source.get().inode())) {
            // A hard link cannot cross file systems.
            Optional<Entry> copy = equalCopy(other, source.get())
                    .filter(entry -> entry.device() == target.get().device());
            boolean isBefore = other.compareTo(path) < 0;
            if (copy.isPresent()
                    && (isBefore || copy.get().inode() != target.get().inode())) {
                boolean isJoined = copy.get().inode() == target.get().inode();
                return isJoined || trees.hardLinks().hasRoom(copy.get()) ? copy : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Optional<Entry> equalCopy(RelativePath other, Entry source) throws IOException {
        Optional<Entry> theirs = trees.posix().look(other.under(trees.roots().source()));
        return theirs.isPresent() && theirs.get().inode() == source.inode()
                ? trees.target(other).filter(copy -> comparison.areEqual(source, copy))
                : Optional.empty();
    }
}
