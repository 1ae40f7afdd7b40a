package dev.caravan.reconcile;

import dev.caravan.change.Entry;
import dev.caravan.change.RelativePath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The directories above a path: no link among them is ever followed. */
final class Ancestors {
    private Ancestors() {}

    /**
     * The topmost directory above the path that is none below this root: it is missing, or a link, or something else.
     *
     * @return empty where all of them are real directories
     */
    static Optional<RelativePath> firstMissing(Path root, RelativePath path) throws IOException {
        if (path.isRoot()) {
            return Optional.empty();
        }
        int slash = path.latin1().indexOf('/');
        while (slash > 0) {
            RelativePath above = new RelativePath(path.latin1().substring(0, slash));
            if (!Entry.read(above.under(root)).map(Entry::isDirectory).orElse(false)) {
                return Optional.of(above);
            }
            slash = path.latin1().indexOf('/', slash + 1);
        }
        return Optional.empty();
    }
}
