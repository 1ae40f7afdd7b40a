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

/** The directories above an entry: opens them on both sides, and makes those that the target does not have yet. */
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
     * @param inheritance what the target's passes on to what is made in it
     * @param isShared whether another closes them
     */
    record Pair(Folder from, Folder to, Inheritance inheritance, boolean isShared) implements AutoCloseable {
        Pair shared() {
            return new Pair(from, to, inheritance, true);
        }

        @Override
        public void close() {
            if (!isShared) {
                from.close();
                to.close();
            }
        }
    }

    private Pair pair(Folder from, Folder to) {
        return new Pair(from, to, new Inheritance(posix, trees.extendedAttributes(), to), false);
    }

    /** The entry with this path in these directories. */
    Place place(RelativePath path, Pair directories) {
        return new Place(path, directories, roots.targetDevice());
    }

    /**
     * Opens the directories of an entry that is on the source.
     *
     * @return empty where one side's is being replaced: its own verdict has to come first
     */
    Optional<Place> open(RelativePath path) throws IOException {
        return openBoth(path.parent()).map(both -> place(path, both));
    }

    /** The same, of a directory. */
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

    /** Opens the directories of an entry where both sides have them; makes none, which nobody would walk. */
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

    /** Opens the target's directory of an entry; empty where it does not stand. */
    Optional<Folder> openTarget(RelativePath directory) throws IOException {
        Optional<Folder> opened = posix.openIfThere(roots.target(), directory);
        return opened.isPresent() ? Optional.of(onTarget(directory, opened.get())) : opened;
    }

    /** Not below the mount of a target that was just unmounted: what is written there is not on the target. */
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

    /** Opens the source's directory of an entry; empty where it does not stand. */
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

    /** Makes a directory, those above it first, like the source's. */
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
            // What is refused of it is told by its own verdict.
            attributes.give(place, trees.withAttributes(like.get(), source.self()), place.target());
            restoreTimes(directory.parent());
            return true;
        }
    }

    /** A directory above what was made has a new time; its own verdict, which may have come before, will not come again. */
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
