package dev.caravan.reconcile;

import dev.caravan.entry.Comparison;
import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.trees.Trees;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Opens the directories above a path, on both sides, and looks at them: no symbolic link among them is ever followed,
 * and a directory that was missed is found by a look at anything below it. Thread-safe.
 *
 * <p>Each directory is opened from its parent, so that a file system without a name cache is asked once for each.
 */
final class Ancestors {
    private final Trees trees;
    private final Comparison comparison;

    Ancestors(Trees trees, Comparison comparison) {
        this.trees = trees;
        this.comparison = comparison;
    }

    /** The directories above a path; the last ones stay open until this is closed. Single-threaded. */
    final class Above implements AutoCloseable {
        private final Side source;
        private final Side target;
        private Optional<RelativePath> firstUnequal = Optional.empty();

        private Above(Side source, Side target) {
            this.source = source;
            this.target = target;
        }

        private void descend(RelativePath directory) throws IOException {
            source.descend(directory);
            target.descend(directory);
            boolean isNowhere = source.found.isEmpty() && target.found.isEmpty();
            boolean isEqual = source.folder.isPresent()
                    && target.folder.isPresent()
                    && (comparison.areEqualButTimes(source.found.get(), target.found.get())
                            || comparison.lacksOnlyRefusedButTimes(directory, source.found.get(), target.found.get()));
            if (firstUnequal.isEmpty() && !isNowhere && !isEqual) {
                firstUnequal = Optional.of(directory);
            }
        }

        /**
         * The topmost directory, not counting the root, that differs between the sides in anything but its times; empty
         * where none does, or where both sides lack one.
         */
        Optional<RelativePath> firstUnequal() {
            return firstUnequal;
        }

        /** The source's directory that holds the path; empty where there is none. */
        Optional<Entry> directory() {
            return source.directory();
        }

        /** The source's entry at the path; empty where there is none, or no directory above it. */
        Optional<Entry> source(RelativePath path) throws IOException {
            return source.folder.isPresent() ? trees.source(path, source.folder.get()) : Optional.empty();
        }

        /** The target's entry at the path, likewise. */
        Optional<Entry> target(RelativePath path) throws IOException {
            return target.folder.isPresent() ? trees.target(path, target.folder.get()) : Optional.empty();
        }

        /** True where both sides have the directory that holds the path, with different times. */
        boolean haveOtherTimes() {
            return source.directory().isPresent()
                    && target.directory().isPresent()
                    && !comparison.haveEqualTimes(
                            source.directory().get(), target.directory().get());
        }

        @Override
        public void close() {
            source.leave();
            target.leave();
        }
    }

    /** One side, open as far down as its directories reach. */
    private final class Side {
        /** The directory that was opened last; empty where the last one does not exist. */
        Optional<Folder> folder = Optional.empty();

        /** The entry with the last name. */
        Optional<Entry> found = Optional.empty();

        void begin(Path root) throws IOException {
            try {
                enter(trees.posix().open(root, RelativePath.ROOT));
            } catch (NoSuchFileException | NotDirectoryException e) {
                leave();
            }
        }

        void descend(RelativePath directory) throws IOException {
            found = Optional.empty();
            if (folder.isEmpty()) {
                return;
            }
            try {
                enter(folder.get().open(directory.name()));
            } catch (NoSuchFileException e) {
                leave();
            } catch (NotDirectoryException e) {
                found = trees.posix().look(folder.get().entry(directory.name()));
                leave();
            } catch (IOException e) {
                if (!folder.get().cannotHold(directory.name(), e)) {
                    throw e;
                }
                leave();
            }
        }

        private void enter(Folder next) throws IOException {
            leave();
            folder = Optional.of(next);
            found = trees.posix().look(next.self());
        }

        Optional<Entry> directory() {
            return folder.isPresent() ? found : Optional.empty();
        }

        void leave() {
            if (folder.isPresent()) {
                folder.get().close();
            }
            folder = Optional.empty();
        }
    }

    /**
     * Opens the directories above a path, as far down as they exist; the result has to be closed.
     *
     * @throws dev.caravan.trees.LostRootException if the target's root may be the directory under its mount point
     */
    Above look(RelativePath path) throws IOException {
        Above above = new Above(new Side(), new Side());
        try {
            above.source.begin(trees.roots().source());
            above.target.begin(trees.roots().target());
            if (above.target.directory().isPresent()) {
                trees.roots()
                        .checkOnTarget(
                                RelativePath.ROOT,
                                above.target.directory().get().device());
            }
            String latin1 = path.latin1();
            for (int slash = latin1.indexOf('/'); slash > 0; slash = latin1.indexOf('/', slash + 1)) {
                above.descend(new RelativePath(latin1.substring(0, slash)));
            }
            return above;
        } catch (IOException | RuntimeException e) {
            above.close();
            throw e;
        }
    }
}
