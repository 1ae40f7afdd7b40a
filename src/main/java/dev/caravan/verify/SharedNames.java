package dev.caravan.verify;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.caravan.entry.Difference;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.trees.Trees;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compares hard links: names that share a file on the source have to share one on the target, and no other names may.
 * For each file with several hard links it remembers one name that the pass has seen, and looks at that name again
 * before it reports a difference. Bounded; thread-safe.
 */
final class SharedNames {
    private static final int MAX_FILES = 200_000;

    private final Trees trees;
    private final TrashNames trash;
    private final AtomicLong forgotten = new AtomicLong();
    private final Cache<File, Twin> ofSource = cache();
    private final Cache<File, Twin> ofTarget = cache();

    record File(long device, long inode) {
        static File of(Entry entry) {
            return new File(entry.device(), entry.inode());
        }
    }

    /**
     * A remembered name of a file.
     *
     * @param copy the file to which the name leads on the other side
     */
    private record Twin(RelativePath name, File copy) {}

    SharedNames(Trees trees) {
        this.trees = trees;
        trash = new TrashNames(trees.roots().target());
    }

    private Cache<File, Twin> cache() {
        return Caffeine.newBuilder()
                .maximumSize(MAX_FILES)
                .executor(Runnable::run)
                .<File, Twin>removalListener((file, twin, cause) -> {
                    if (cause == RemovalCause.SIZE) {
                        forgotten.incrementAndGet();
                    }
                })
                .build();
    }

    /**
     * The number of files with several hard links whose remembered name was dropped, so that only their numbers of
     * links were compared.
     */
    long forgotten() {
        return forgotten.get();
    }

    /** The difference between the hard links of these two entries; empty where none was found so far in this pass. */
    Optional<Difference> difference(RelativePath path, Entry source, Entry target) throws IOException {
        if (source.isHardLinked()) {
            Optional<RelativePath> apart = other(ofSource, File.of(source), path, File.of(target), true);
            if (apart.isPresent()) {
                return Optional.of(named(apart.get(), "the same file as ", "another file than "));
            }
        }
        if (target.isHardLinked()) {
            Optional<RelativePath> joined = other(ofTarget, File.of(target), path, File.of(source), false);
            if (joined.isPresent()) {
                return Optional.of(named(joined.get(), "another file than ", "the same file as "));
            }
        }
        // The target may have fewer links, since names of the source may be excluded; it must not have more.
        return target.isHardLinked()
                        && target.links() > source.links()
                        && target.links() - trash.of(target) > source.links()
                ? Optional.of(new Difference("hard link", names(source), names(target)))
                : Optional.empty();
    }

    private static Difference named(RelativePath other, String source, String target) {
        return new Difference("hard link", source + other.latin1(), target + other.latin1());
    }

    private static String names(Entry entry) {
        return entry.links() == 1 ? "1 name" : entry.links() + " names";
    }

    /**
     * The remembered name of the same file where it leads to another file on the other side than this path does;
     * otherwise empty.
     */
    private Optional<RelativePath> other(
            Cache<File, Twin> known, File file, RelativePath path, File copy, boolean fromSource) throws IOException {
        Twin twin = known.get(file, unknown -> new Twin(path, copy));
        // A hard link cannot lead to another file system.
        if (twin.copy().equals(copy) || twin.copy().device() != copy.device()) {
            return Optional.empty();
        }
        Optional<Entry> one = look(twin.name(), fromSource);
        Optional<Entry> theirs = look(twin.name(), !fromSource);
        boolean isStillApart = !twin.name().equals(path)
                && one.isPresent()
                && File.of(one.get()).equals(file)
                && theirs.isPresent()
                && !File.of(theirs.get()).equals(copy);
        if (!isStillApart) {
            known.put(file, new Twin(path, copy));
        }
        return isStillApart ? Optional.of(twin.name()) : Optional.empty();
    }

    private Optional<Entry> look(RelativePath name, boolean onSource) throws IOException {
        return trees.posix()
                .look(name.under(
                        onSource ? trees.roots().source() : trees.roots().target()));
    }
}
