package dev.caravan.change;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The names that were seen of the source's files with several. What is remembered is a hint as well: whoever uses a name looks at
 * it first. Bounded; of a file whose names are forgotten, the next walk learns them again. Any thread.
 */
public final class HardLinks {
    private static final int MAX_FILES = 500_000;

    private final Cache<Long, Set<RelativePath>> names =
            Caffeine.newBuilder().maximumSize(MAX_FILES).build();

    /** Remembers that this name leads to that file. */
    public void seen(RelativePath path, Entry source) {
        if (source.isHardLinked()) {
            names.get(source.inode(), inode -> new ConcurrentSkipListSet<>()).add(path);
        }
    }

    /** The other names of this file, as far as they were seen, in order; some may lead elsewhere by now. */
    public List<RelativePath> others(RelativePath path, Entry source) {
        Set<RelativePath> all = source.isHardLinked() ? names.getIfPresent(source.inode()) : null;
        if (all == null) {
            return List.of();
        }
        List<RelativePath> others = new ArrayList<>(all);
        others.remove(path);
        return others;
    }

    /** This name leads elsewhere. */
    public void gone(RelativePath path, long inode) {
        Set<RelativePath> all = names.getIfPresent(inode);
        if (all != null) {
            all.remove(path);
        }
    }
}
