package dev.caravan.reconcile;

import dev.caravan.change.Comparison;
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
     * What stands above a path.
     *
     * @param firstUnequal the topmost entry, the root not counted, that is not the same directory on both sides, whatever its
     *     times; empty where all of them are, or where the source lacks one and the target does as well
     * @param source the source's directory that holds the path; empty where there is none
     * @param target the target's
     */
    record Above(Optional<RelativePath> firstUnequal, Optional<Entry> source, Optional<Entry> target) {}

    /** Looks at all of them, as far down as they are directories. */
    Above look(RelativePath path) throws IOException {
        Optional<RelativePath> firstUnequal = Optional.empty();
        boolean isBelowRoot = path.parent().isRoot();
        Optional<Entry> source = isBelowRoot ? directory(RelativePath.ROOT, roots.source()) : Optional.empty();
        Optional<Entry> target = isBelowRoot ? directory(RelativePath.ROOT, roots.target()) : Optional.empty();
        boolean onSource = true;
        boolean onTarget = true;
        for (RelativePath above : above(path)) {
            Optional<Entry> ours = onSource ? Entry.read(above.under(roots.source())) : Optional.empty();
            Optional<Entry> copy = onTarget ? Entry.read(above.under(roots.target())) : Optional.empty();
            source = ours.filter(Entry::isDirectory);
            target = copy.filter(Entry::isDirectory);
            onSource = source.isPresent();
            onTarget = target.isPresent();
            boolean isNowhere = ours.isEmpty() && copy.isEmpty();
            boolean isEqual = onSource && onTarget && comparison.areEqualButTimes(source.get(), target.get());
            if (firstUnequal.isEmpty() && !isNowhere && !isEqual) {
                firstUnequal = Optional.of(above);
            }
        }
        return new Above(firstUnequal, source, target);
    }

    /** True where the directory that holds the path stands on both sides, with another time. */
    boolean haveOtherTimes(Above above) {
        return above.source().isPresent()
                && above.target().isPresent()
                && !comparison.haveEqualTimes(
                        above.source().get(), above.target().get());
    }

    private static Optional<Entry> directory(RelativePath path, Path root) throws IOException {
        return Entry.read(path.under(root)).filter(Entry::isDirectory);
    }

    /** True where everything above the path is a real directory below this root. */
    static boolean areDirectories(Path root, RelativePath path) throws IOException {
        for (RelativePath above : above(path)) {
            if (directory(above, root).isEmpty()) {
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
