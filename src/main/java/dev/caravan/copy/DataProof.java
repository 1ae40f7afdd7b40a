package dev.caravan.copy;

import dev.caravan.change.Task;
import dev.caravan.change.Verdict;
import dev.caravan.entry.Comparison;
import dev.caravan.entry.Entry;
import dev.caravan.entry.KnownEqual;
import dev.caravan.posix.Contents;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Which of the target's entries hold the data of the source's entry that a verdict is on: by size and time, where these prove it, else
 * by a comparison of all bytes, each file's once. One thread; for one verdict.
 */
final class DataProof {
    private final Verdict.Apply apply;
    private final Comparison comparison;
    private final KnownEqual known;
    private final Contents contents;
    private final Map<Long, Boolean> compared = new HashMap<>();

    DataProof(Verdict.Apply apply, Comparison comparison, KnownEqual known, Contents contents) {
        this.apply = apply;
        this.comparison = comparison;
        this.known = known;
        this.contents = contents;
    }

    /** True where size and time are equal, whatever they prove. */
    boolean isLikely(Entry copy) {
        return comparison.looksLikeCopy(apply.source(), copy);
    }

    /** True where nothing but attributes can be missing. */
    boolean isEqual(Entry copy) {
        return comparison.areEqual(apply.source(), copy);
    }

    /** True where bytes were compared: the source may have changed meanwhile. */
    boolean tookTime() {
        return !compared.isEmpty();
    }

    /**
     * True where the copy holds the data.
     *
     * @param source where the source's entry is
     * @param target where the copy is
     */
    boolean holds(Entry copy, Path source, Path target) throws IOException {
        if (!isLikely(copy)) {
            return false;
        }
        if (apply.source().type() != Entry.Type.FILE) {
            return true;
        }
        Boolean before = compared.get(copy.inode());
        if (before != null) {
            return before;
        }
        KnownEqual.Trust trust = known.of(apply.task().path(), apply.source(), copy);
        if (trust == KnownEqual.Trust.LOST) {
            return false;
        }
        if (trust == KnownEqual.Trust.EQUAL && apply.task().origin() != Task.Origin.CONTENT) {
            return true;
        }
        boolean isSame = areSame(source, target);
        compared.put(copy.inode(), isSame);
        return isSame;
    }

    private boolean areSame(Path source, Path target) throws IOException {
        try {
            return contents.difference(source, target, apply.source().size()).isEmpty();
        } catch (NoSuchFileException | NotDirectoryException e) {
            // One of them went, or became a link: whoever copies finds out which.
            return false;
        }
    }
}
