package dev.caravan.cutover;

import dev.caravan.entry.RelativePath;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a comparison covers.
 *
 * @param everything true for both whole trees; {@code paths} is then empty
 * @param paths the entries to be compared; a directory stands for its own entry, not for what is below it
 */
public record Scope(boolean everything, Set<RelativePath> paths) {
    /** Both whole trees. */
    public static final Scope EVERYTHING = new Scope(true, Set.of());

    /** Copies the paths. */
    public Scope {
        paths = Set.copyOf(paths);
    }

    /** The given entries. */
    public static Scope of(Collection<RelativePath> paths) {
        return new Scope(false, Set.copyOf(paths));
    }

    /** True where nothing is to be compared. */
    boolean isEmpty() {
        return !everything && paths.isEmpty();
    }

    /** The parent directories of the entries, sorted. */
    Set<RelativePath> directories() {
        Set<RelativePath> directories = new TreeSet<>();
        paths.forEach(path -> directories.add(path.parent()));
        return directories;
    }

    /**
     * The entries and their parent directories, whose mtime changes with an entry's name: with {@code a/b.txt} also
     * {@code a}.
     */
    Scope withDirectories() {
        Set<RelativePath> both = directories();
        both.addAll(paths);
        return everything ? this : of(both);
    }
}
