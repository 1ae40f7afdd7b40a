package dev.caravan.cutover;

import dev.caravan.entry.RelativePath;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be compared.
 *
 * @param everything both trees whole; {@code paths} is empty then
 * @param paths entries, and of directories the entry alone
 */
public record Scope(boolean everything, Set<RelativePath> paths) {
    /** Both trees. */
    public static final Scope EVERYTHING = new Scope(true, Set.of());

    /** Takes a copy. */
    public Scope {
        paths = Set.copyOf(paths);
    }

    /** These entries. */
    public static Scope of(Collection<RelativePath> paths) {
        return new Scope(false, Set.copyOf(paths));
    }

    /** Nothing at all. */
    boolean isEmpty() {
        return !everything && paths.isEmpty();
    }

    /** The directories that hold the entries, in order. */
    Set<RelativePath> directories() {
        Set<RelativePath> directories = new TreeSet<>();
        paths.forEach(path -> directories.add(path.parent()));
        return directories;
    }

    /** These entries and the directories that hold them, whose times and names they share in. */
    Scope withDirectories() {
        Set<RelativePath> both = directories();
        both.addAll(paths);
        return everything ? this : of(both);
    }
}
