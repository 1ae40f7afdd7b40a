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
 * Which names lead to one file: those that do on the source have to on the target, and no others. Remembers one name of each file
 * with several that the pass came by, and looks at it again before it tells of a difference. Bounded; any thread.
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
     * Another name of a file.
     *
     * @param copy what that name leads to on the other side
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

    /** Of how many files with several names one was forgotten, so that only the number of their names was compared. */
    long forgotten() {
        return forgotten.get();
    }

    /** How the names of these two differ; empty where they do not, as far as the pass came. */
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
        // Names of the source may be excluded; that the target has more is never right.
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

    /** The remembered name of the same file, where that leads to something else on the other side. */
    private Optional<RelativePath> other(
            Cache<File, Twin> known, File file, RelativePath path, File copy, boolean fromSource) throws IOException {
        Twin twin = known.get(file, unknown -> new Twin(path, copy));
        // No name leads over the border of a file system.
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
