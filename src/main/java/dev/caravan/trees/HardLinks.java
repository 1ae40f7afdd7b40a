package dev.caravan.trees;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The names that were seen of the source's files with several, each until the target shows that its path leads elsewhere. What is
 * remembered is a hint as well: whoever uses a name looks at it first. Bounded; of a file whose names are forgotten, the next walk
 * learns them again. Any thread.
 */
public final class HardLinks {
    private static final Logger LOG = LoggerFactory.getLogger(HardLinks.class);
    private static final int MAX_FILES = 500_000;

    private final Cache<Long, Set<RelativePath>> names;

    /** The same names by their paths; changed only while the file's entry in the other is. */
    private final NavigableSet<Name> byPath =
            new ConcurrentSkipListSet<>(Comparator.comparing(Name::path).thenComparingLong(Name::inode));

    /** Of the target's files, by their inodes: how many of their names are in the trash. */
    private final Cache<Long, Integer> trashed;

    private final AtomicLong forgotten = new AtomicLong();
    private final AtomicReference<RelativePath> firstForgotten = new AtomicReference<>();
    /** Of the target's files: how many names they had when they got no more. */
    private final Cache<Long, Integer> full;

    /** Of the source's files, by their inodes: a name that led to a copy with room for more. */
    private final Cache<Long, RelativePath> copied;

    /** Names that can lead to no other's copy. */
    private final Cache<RelativePath, Boolean> apart;

    /** A path that led to this inode of the source. */
    public record Name(RelativePath path, long inode) {}

    public HardLinks() {
        this(MAX_FILES);
    }

    /** Remembers the names of so many files, of about 400 bytes each. */
    public HardLinks(int maxFiles) {
        trashed = Caffeine.newBuilder().maximumSize(maxFiles).build();
        full = Caffeine.newBuilder().maximumSize(maxFiles).build();
        copied = Caffeine.newBuilder().maximumSize(maxFiles).build();
        apart = Caffeine.newBuilder().maximumSize(maxFiles).build();
        names = Caffeine.newBuilder()
                .maximumSize(maxFiles)
                .<Long, Set<RelativePath>>evictionListener((inode, paths, cause) -> {
                    for (RelativePath path : paths == null ? Set.<RelativePath>of() : paths) {
                        byPath.remove(new Name(path, inode));
                        forgot(path, maxFiles);
                    }
                })
                .build();
    }

    private void forgot(RelativePath path, int maxFiles) {
        forgotten.incrementAndGet();
        if (firstForgotten.compareAndSet(null, path)) {
            LOG.warn(
                    "{}: is the first name that is forgotten of files with several, since there are more than {} of them:"
                            + " such names may become files of their own; raise caravan.walk.max-hard-links, and the"
                            + " memory with it",
                    path,
                    maxFiles);
        }
    }

    /** How many names were forgotten since the start, one of which may have been learnt again; empty where none was. */
    public Optional<LeftOut> forgotten() {
        return Optional.ofNullable(firstForgotten.get())
                .map(path -> new LeftOut(LeftOut.Kind.HARD_LINKS, forgotten.get(), path));
    }

    /** Remembers that this name leads to that file. */
    public void seen(RelativePath path, Entry source) {
        if (source.isHardLinked()) {
            names.asMap().compute(source.inode(), (inode, known) -> {
                Set<RelativePath> paths = known == null ? new ConcurrentSkipListSet<>() : known;
                if (paths.add(path)) {
                    byPath.add(new Name(path, inode));
                }
                return paths;
            });
        }
    }

    /** The other names of this file, as far as they were seen, in order; some may lead elsewhere by now. */
    public List<RelativePath> others(RelativePath path, Entry source) {
        return source.isHardLinked() ? others(path, source.inode()) : List.of();
    }

    /** The other names that were seen of the file with this inode, which may have a single one by now, or none. */
    public List<RelativePath> others(RelativePath path, long inode) {
        Set<RelativePath> all = names.getIfPresent(inode);
        if (all == null) {
            return List.of();
        }
        List<RelativePath> others = new ArrayList<>(all);
        others.remove(path);
        return others;
    }

    /**
     * The same, without a list of them, since a file may have many thousands of which the first is all that is asked for.
     *
     * @return goes through them as they are at the moment
     */
    public Iterable<RelativePath> otherNames(RelativePath path, long inode) {
        Set<RelativePath> all = names.getIfPresent(inode);
        return all == null
                ? List.of()
                : () -> all.stream().filter(name -> !name.equals(path)).iterator();
    }

    /** This name leads to a copy of that file that has room for more names. */
    public void copied(RelativePath path, Entry source) {
        if (source.isHardLinked()) {
            copied.put(source.inode(), path);
        }
    }

    /** The name of a copy of that file that had room for more names when it was made; empty where none was. */
    public Optional<RelativePath> copied(Entry source) {
        return Optional.ofNullable(copied.getIfPresent(source.inode()));
    }

    /** The target's file gets no more names. */
    public void full(Entry target) {
        full.put(target.inode(), target.links());
    }

    /** False where the target's file has as many names as it may have. */
    public boolean hasRoom(Entry target) {
        Integer most = full.getIfPresent(target.inode());
        return most == null || target.links() < most;
    }

    /** The target has refused to let this name lead to any other's copy. */
    public void apart(RelativePath path) {
        apart.put(path, true);
    }

    public boolean isApart(RelativePath path) {
        return apart.getIfPresent(path) != null;
    }

    /** To which files with several names this path led; to the one of now perhaps as well. */
    public List<Name> at(RelativePath path) {
        return List.copyOf(byPath.subSet(new Name(path, Long.MIN_VALUE), true, new Name(path, Long.MAX_VALUE), true));
    }

    /** The names below this directory. */
    public List<Name> below(RelativePath directory) {
        // No name is a NUL.
        Name first = new Name(directory.child("\u0001"), Long.MIN_VALUE);
        return byPath.tailSet(first, true).stream()
                .takeWhile(name -> name.path.startsWith(directory))
                .toList();
    }

    /** This name leads elsewhere, and the target's does as well. */
    public void gone(Name name) {
        names.asMap().computeIfPresent(name.inode, (inode, paths) -> {
            paths.remove(name.path);
            byPath.remove(name);
            return paths.isEmpty() ? null : paths;
        });
    }

    /** A name of this file of the target went to the trash, where it still counts as one. */
    public void trashed(Entry target) {
        if (target.isHardLinked()) {
            trashed.asMap().merge(target.inode(), 1, Integer::sum);
        }
    }

    /** The target's entry as if nothing of it were in the trash, as far as that is remembered. */
    public Entry withoutTrash(Entry target) {
        Integer away = target.isHardLinked() ? trashed.getIfPresent(target.inode()) : null;
        return away == null ? target : target.withLinks(Math.max(1, target.links() - away));
    }
}
