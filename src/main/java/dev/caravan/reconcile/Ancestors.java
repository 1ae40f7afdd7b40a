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
 * The way down to a path, on both sides. A look at a path looks at the directories above it too: no link among them is ever followed,
 * and a directory that was missed is found by a look at anything below it.
 *
 * <p>Each directory is opened in the one above it: a file system that keeps no names in mind is asked once for each.
 */
final class Ancestors {
    private final Trees trees;
    private final Comparison comparison;

    Ancestors(Trees trees, Comparison comparison) {
        this.trees = trees;
        this.comparison = comparison;
    }

    /** What stands above a path; its last directories stay open until it is closed. One thread. */
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
         * The topmost entry, the root not counted, that is not the same directory on both sides, whatever its times; empty where all
         * of them are, or where the source lacks one and the target does as well.
         */
        Optional<RelativePath> firstUnequal() {
            return firstUnequal;
        }

        /** The source's directory that holds the path; empty where there is none. */
        Optional<Entry> directory() {
            return source.directory();
        }

        /** The source's entry of the path; empty where there is none, nor where a directory above it is none. */
        Optional<Entry> source(RelativePath path) throws IOException {
            return source.folder.isPresent() ? trees.source(path, source.folder.get()) : Optional.empty();
        }

        /** The target's entry of the path, likewise. */
        Optional<Entry> target(RelativePath path) throws IOException {
            return target.folder.isPresent() ? trees.target(path, target.folder.get()) : Optional.empty();
        }

        /** True where the directory that holds the path stands on both sides, with another time. */
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

    /** One side, as far down as its directories reach. */
    private final class Side {
        /** The last directory; empty where the one that was asked for last is none. */
        Optional<Folder> folder = Optional.empty();

        /** What was found under the last name that was asked for. */
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
     * Looks at all of them, as far down as they are directories; to be closed.
     *
     * @throws dev.caravan.trees.LostRootException if what shows is what lies below the target's mount
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
