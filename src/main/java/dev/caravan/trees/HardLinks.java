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
 * Remembers the names of the source's files with several hard links. A name is remembered until the target shows that
 * its path leads elsewhere; it is only a hint, and is looked at before it is used. Bounded: where a file's names were
 * forgotten, the next walk learns them again. Thread-safe.
 */
public final class HardLinks {
    private static final Logger LOG = LoggerFactory.getLogger(HardLinks.class);
    private static final int MAX_FILES = 500_000;

    private final Cache<Long, Set<RelativePath>> names;

    /** The same names, ordered by path; changed only within the update of the file's entry in {@code names}. */
    private final NavigableSet<Name> byPath =
            new ConcurrentSkipListSet<>(Comparator.comparing(Name::path).thenComparingLong(Name::inode));

    /** How many names of a target's file, by inode, are in the trash. */
    private final Cache<Long, Integer> trashed;

    private final AtomicLong forgotten = new AtomicLong();
    private final AtomicReference<RelativePath> firstForgotten = new AtomicReference<>();
    /** How many links a target's file, by inode, had when the file system refused one more. */
    private final Cache<Long, Integer> full;

    /** A name of a copy that had room for more links, by the source's inode. */
    private final Cache<Long, RelativePath> copied;

    /** Names that cannot be links to another name's copy. */
    private final Cache<RelativePath, Boolean> apart;

    /** A path that led to this inode of the source when last seen. */
    public record Name(RelativePath path, long inode) {}

    public HardLinks() {
        this(MAX_FILES);
    }

    /** Remembers the names of up to {@code maxFiles} files, about 400 bytes each. */
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

    /** How many names were forgotten since the start, counting those learnt again; empty where none was. */
    public Optional<LeftOut> forgotten() {
        return Optional.ofNullable(firstForgotten.get())
                .map(path -> new LeftOut(LeftOut.Kind.HARD_LINKS, forgotten.get(), path));
    }

    /** Remembers that this path leads to that file of the source. */
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

    /** The other names of this file that were seen, sorted; some may lead elsewhere by now. */
    public List<RelativePath> others(RelativePath path, Entry source) {
        return source.isHardLinked() ? others(path, source.inode()) : List.of();
    }

    /** The other names that were seen of the file with this inode, sorted. By now the file may have fewer. */
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
     * As {@link #others(RelativePath, long)} without a copy, since a file may have many thousands of names and the
     * caller may need only the first.
     *
     * @return the names, as they are while they are iterated
     */
    public Iterable<RelativePath> otherNames(RelativePath path, long inode) {
        Set<RelativePath> all = names.getIfPresent(inode);
        return all == null
                ? List.of()
                : () -> all.stream().filter(name -> !name.equals(path)).iterator();
    }

    /** Remembers that this name leads to a copy of that file with room for more links. */
    public void copied(RelativePath path, Entry source) {
        if (source.isHardLinked()) {
            copied.put(source.inode(), path);
        }
    }

    /** The name of a copy of that file that had room for more links; empty where none is known. */
    public Optional<RelativePath> copied(Entry source) {
        return Optional.ofNullable(copied.getIfPresent(source.inode()));
    }

    /** Remembers that the target's file can have no more links. */
    public void full(Entry target) {
        full.put(target.inode(), target.links());
    }

    /** False where the target's file has as many links as it can have. */
    public boolean hasRoom(Entry target) {
        Integer most = full.getIfPresent(target.inode());
        return most == null || target.links() < most;
    }

    /** Remembers that the target refused to make this name a link to another name's copy. */
    public void apart(RelativePath path) {
        apart.put(path, true);
    }

    public boolean isApart(RelativePath path) {
        return apart.getIfPresent(path) != null;
    }

    /** The files with several links to which this path led when last seen. */
    public List<Name> at(RelativePath path) {
        return List.copyOf(byPath.subSet(new Name(path, Long.MIN_VALUE), true, new Name(path, Long.MAX_VALUE), true));
    }

    /** All remembered names below this directory. */
    public List<Name> below(RelativePath directory) {
        // No name is less than this one.
        Name first = new Name(directory.child("\u0001"), Long.MIN_VALUE);
        return byPath.tailSet(first, true).stream()
                .takeWhile(name -> name.path.startsWith(directory))
                .toList();
    }

    /** Forgets a name that leads elsewhere now, on both sides. */
    public void gone(Name name) {
        names.asMap().computeIfPresent(name.inode, (inode, paths) -> {
            paths.remove(name.path);
            byPath.remove(name);
            return paths.isEmpty() ? null : paths;
        });
    }

    /** Records that a name of this target's file was moved to the trash, where it still counts as a link. */
    public void trashed(Entry target) {
        if (target.isHardLinked()) {
            trashed.asMap().merge(target.inode(), 1, Integer::sum);
        }
    }

    /** The target's entry without the links that are in the trash, as far as those are remembered. */
    public Entry withoutTrash(Entry target) {
        Integer away = target.isHardLinked() ? trashed.getIfPresent(target.inode()) : null;
        return away == null ? target : target.withLinks(Math.max(1, target.links() - away));
    }
}
