package dev.caravan.copy;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Posix;
import dev.caravan.trees.Roots;
import dev.caravan.trees.Trees;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;

/**
 * Opens an entry's parent directory on both sides, and makes the directories that the target lacks. Any thread; one
 * thread per path.
 */
final class Parents {
    private final Trees trees;
    private final Roots roots;
    private final Posix posix;
    private final Attributes attributes;

    Parents(Trees trees, Attributes attributes) {
        this.trees = trees;
        this.roots = trees.roots();
        this.posix = trees.posix();
        this.attributes = attributes;
    }

    /**
     * A directory that is open on both sides.
     *
     * @param inheritance the attributes that a new entry inherits from the target's directory
     * @param end closes the directories, or tells somebody else that they are not used here any more
     */
    record Pair(Folder from, Folder to, Inheritance inheritance, Runnable end) implements AutoCloseable {
        /** The same directories, which somebody else closes. */
        Pair lent(Runnable returned) {
            return new Pair(from, to, inheritance, returned);
        }

        @Override
        public void close() {
            end.run();
        }
    }

    private Pair pair(Folder from, Folder to) {
        return new Pair(from, to, new Inheritance(posix, trees.extendedAttributes(), to), () -> {
            from.close();
            to.close();
        });
    }

    /** The place of the entry with this path in these parent directories. */
    Place place(RelativePath path, Pair directories) {
        return new Place(path, directories, roots.targetDevice());
    }

    /**
     * Opens the parent directories of an entry of the source, and makes those that the target lacks.
     *
     * @return empty where either side has no such directory now: the directory's own verdict has to come first
     */
    Optional<Place> open(RelativePath path) throws IOException {
        return openBoth(path.parent()).map(both -> place(path, both));
    }

    /** As {@link #open}, for the directory itself. */
    Optional<Pair> openBoth(RelativePath directory) throws IOException {
        try {
            Folder from = posix.open(roots.source(), directory);
            try {
                Optional<Folder> to = openOrMake(directory, from);
                if (to.isPresent()) {
                    return Optional.of(pair(from, to.get()));
                }
            } catch (IOException | RuntimeException e) {
                from.close();
                throw e;
            }
            from.close();
            return Optional.empty();
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        }
    }

    /**
     * Opens the parent directories of an entry where both sides have them. It makes none, since nobody would walk it.
     */
    Optional<Place> openStanding(RelativePath path) throws IOException {
        Optional<Folder> from = openSource(path.parent());
        if (from.isEmpty()) {
            return Optional.empty();
        }
        Optional<Folder> to = openTarget(path.parent());
        if (to.isEmpty()) {
            from.get().close();
            return Optional.empty();
        }
        return Optional.of(place(path, pair(from.get(), to.get())));
    }

    /** Opens this directory on the target; empty where there is none. */
    Optional<Folder> openTarget(RelativePath directory) throws IOException {
        Optional<Folder> opened = posix.openIfThere(roots.target(), directory);
        return opened.isPresent() ? Optional.of(onTarget(directory, opened.get())) : opened;
    }

    /**
     * Checks that an open directory is on the target. Where the target was just unmounted, the path leads to the
     * directory under its mount point, and nothing may be written there.
     */
    private Folder onTarget(RelativePath path, Folder folder) throws IOException {
        if (!roots.canTargetGo()) {
            return folder;
        }
        try {
            Optional<Entry> self = posix.look(folder.self());
            if (self.isPresent()) {
                roots.checkOnTarget(path, self.get().device());
            }
            return folder;
        } catch (IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** Opens this directory on the source; empty where there is none. */
    Optional<Folder> openSource(RelativePath directory) throws IOException {
        return posix.openIfThere(roots.source(), directory);
    }

    private Optional<Folder> openOrMake(RelativePath directory, Folder source) throws IOException {
        try {
            return Optional.of(onTarget(directory, posix.open(roots.target(), directory)));
        } catch (NotDirectoryException e) {
            return Optional.empty();
        } catch (NoSuchFileException e) {
            if (directory.isRoot()) {
                throw e;
            }
            return make(directory, source) ? openOrMake(directory, source) : Optional.empty();
        }
    }

    /** Makes a directory with the attributes of the source's, and first those above it. */
    private boolean make(RelativePath directory, Folder source) throws IOException {
        Optional<Entry> like = posix.look(source.self());
        Optional<Place> opened = like.isPresent() ? open(directory) : Optional.empty();
        if (opened.isEmpty()) {
            return false;
        }
        try (Place place = opened.get()) {
            try {
                posix.makeDirectory(place.target());
            } catch (FileAlreadyExistsException e) {
                return posix.look(place.target()).map(Entry::isDirectory).orElse(false);
            }
            // Where the target refuses an attribute, the directory's own verdict reports it.
            attributes.give(place, trees.withAttributes(like.get(), source.self()), place.target());
            restoreTimes(directory.parent());
            return true;
        }
    }

    /**
     * Sets the times of a directory again after a new entry was made in it. Its own verdict may have been carried out
     * before, and does not come again.
     */
    private void restoreTimes(RelativePath directory) throws IOException {
        Optional<Place> opened = open(directory);
        if (opened.isPresent()) {
            try (Place place = opened.get()) {
                Optional<Entry> like = posix.look(place.source());
                if (like.isPresent()) {
                    attributes.giveTimes(place, like.get(), place.target());
                }
            }
        }
    }
}
