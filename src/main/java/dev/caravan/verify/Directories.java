package dev.caravan.verify;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Lstat;
import dev.caravan.trees.Trees;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One directory, held open on both sides, so that no symbolic link in its place or above it is
 * followed. Single-threaded.
 */
final class Directories implements AutoCloseable {
    private final Trees trees;
    private final Optional<Folder> source;
    private final Optional<Folder> target;

    private Directories(Trees trees, Optional<Folder> source, Optional<Folder> target) {
        this.trees = trees;
        this.source = source;
        this.target = target;
    }

    /**
     * Opens the directory on the sides that have it.
     *
     * @throws IOException if a file system call failed, so that it is not known whether the directory exists
     */
    static Directories open(Trees trees, RelativePath directory) throws IOException {
        Optional<Folder> source = trees.posix().openIfThere(trees.roots().source(), directory);
        try {
            return new Directories(
                    trees, source, trees.posix().openIfThere(trees.roots().target(), directory));
        } catch (IOException e) {
            close(source);
            throw e;
        }
    }

    boolean isOnTarget() {
        return target.isPresent();
    }

    /**
     * Looks at an entry of this directory on both sides, the source first, with all attributes that are compared. In
     * the root, the root's own path is looked at itself.
     */
    Pair look(RelativePath path) throws IOException {
        // Optional.map would not let the IOException through.
        Optional<Entry> ours = source.isPresent() ? trees.source(path, source.get()) : Optional.empty();
        return new Pair(ours, target.isPresent() ? look(place(target.get(), path)) : Optional.empty());
    }

    /** The target's entry with its extended attributes and its full link count. */
    private Optional<Entry> look(Path place) throws IOException {
        Optional<Entry> entry = trees.posix().look(place);
        return entry.isPresent() ? Optional.of(trees.withAttributes(entry.get(), place)) : entry;
    }

    /** The source's directory itself; empty where there is none. */
    Optional<Entry> self() throws IOException {
        return source.isPresent() ? Optional.of(Lstat.readFollowing(source.get().self())) : Optional.empty();
    }

    /** The path of the source's entry that a look has found. */
    Path sourceOf(RelativePath path) {
        return place(source.orElseThrow(), path);
    }

    /** The path of the target's entry that a look has found. */
    Path targetOf(RelativePath path) {
        return place(target.orElseThrow(), path);
    }

    private static Path place(Folder folder, RelativePath path) {
        return path.isRoot() ? folder.self() : folder.entry(path.name());
    }

    @Override
    public void close() throws IOException {
        try {
            close(source);
        } finally {
            close(target);
        }
    }

    private static void close(Optional<Folder> folder) throws IOException {
        if (folder.isPresent()) {
            folder.get().close();
        }
    }
}
