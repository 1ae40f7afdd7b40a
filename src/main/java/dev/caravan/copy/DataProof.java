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
 * Tells which entries of the target hold the data of the source's entry. Equal size and mtime decide where they prove
 * it; otherwise all bytes are compared, once for each of the target's files. Single-threaded; for one verdict.
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

    /** True where size and mtime are equal, whether or not they prove equal data. */
    boolean isLikely(Entry copy) {
        return comparison.looksLikeCopy(apply.source(), copy);
    }

    /** True where size, attributes and mtime are equal, so that only the data can be in doubt. */
    boolean isEqual(Entry copy) {
        return comparison.areEqual(apply.source(), copy);
    }

    /** True where bytes were compared: the source may have changed during the comparison. */
    boolean tookTime() {
        return !compared.isEmpty();
    }

    /**
     * True where the copy holds the source's data.
     *
     * @param source path of the source's entry
     * @param target path of the copy
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
            // One of the two is gone or became a symbolic link: the copy that follows finds out which.
            return false;
        }
    }
}
