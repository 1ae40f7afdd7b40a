package dev.caravan.reconcile;

import dev.caravan.change.Entry;
import dev.caravan.change.RelativePath;
import dev.caravan.change.Roots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directories above a path. A look at a path looks at them too: no link among them is ever followed, and a directory that was
 * missed is found by a look at anything below it.
 */
final class Ancestors {
    private final Roots roots;
    private final Comparison comparison;

    Ancestors(Roots roots, Comparison comparison) {
        this.roots = roots;
        this.comparison = comparison;
    }

    /**
     * The topmost entry above the path, the root not counted, that is not the same directory on both sides, whatever its times.
     *
     * @return empty where all of them are, or where the source lacks one and the target does as well
     */
    Optional<RelativePath> firstUnequal(RelativePath path) throws IOException {
        for (RelativePath above : above(path)) {
            Optional<Entry> source = Entry.read(above.under(roots.source()));
            Optional<Entry> target = Entry.read(above.under(roots.target()));
            if (source.isEmpty() && target.isEmpty()) {
                return Optional.empty();
            }
            boolean equal = source.isPresent()
                    && target.isPresent()
                    && source.get().isDirectory()
                    && comparison.areEqualButTimes(source.get(), target.get());
            if (!equal) {
                return Optional.of(above);
            }
        }
        return Optional.empty();
    }

    /** True where the directory that holds the path stands on both sides, with another time. */
    boolean haveDirectoryOfOtherTime(RelativePath path) throws IOException {
        Optional<Entry> source = Entry.read(path.parent().under(roots.source()));
        Optional<Entry> target = Entry.read(path.parent().under(roots.target()));
        return !path.isRoot()
                && source.isPresent()
                && target.isPresent()
                && !comparison.haveEqualTimes(source.get(), target.get());
    }

    /** True where everything above the path is a real directory below this root. */
    static boolean areDirectories(Path root, RelativePath path) throws IOException {
        for (RelativePath above : above(path)) {
            if (!Entry.read(above.under(root)).map(Entry::isDirectory).orElse(false)) {
                return false;
            }
        }
        return true;
    }

    /** From the root down, without it. */
    private static List<RelativePath> above(RelativePath path) {
        List<RelativePath> directories = new ArrayList<>();
        String latin1 = path.latin1();
        for (int slash = latin1.indexOf('/'); slash > 0; slash = latin1.indexOf('/', slash + 1)) {
            directories.add(new RelativePath(latin1.substring(0, slash)));
        }
        return directories;
    }
}
