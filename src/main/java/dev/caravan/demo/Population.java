package dev.caravan.demo;

import dev.caravan.entry.RelativePath;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** The entries in the generator's tree, in an order that depends only on the operations. Single-threaded. */
final class Population {
    /** An entry's type. */
    enum Kind {
        FILE,
        LINK,
        DIRECTORY
    }

    private final Map<Kind, List<RelativePath>> byKind = new EnumMap<>(Kind.class);
    private final Set<RelativePath> all = new HashSet<>();

    Population() {
        for (Kind kind : Kind.values()) {
            byKind.put(kind, new ArrayList<>());
        }
    }

    void add(Kind kind, RelativePath path) {
        if (!all.add(path)) {
            throw new IllegalStateException(path + ": is there already");
        }
        byKind.get(kind).add(path);
    }

    /** Removes an entry and all below it. */
    void remove(RelativePath path) {
        byKind.values().forEach(paths -> paths.removeIf(each -> each.startsWith(path)));
        all.removeIf(each -> each.startsWith(path));
    }

    /** Moves an entry and all below it to a new path, where it replaces any entry. */
    void move(RelativePath from, RelativePath to) {
        remove(to);
        byKind.values().forEach(paths -> paths.replaceAll(each -> moved(each, from, to)));
        all.clear();
        byKind.values().forEach(all::addAll);
    }

    private static RelativePath moved(RelativePath path, RelativePath from, RelativePath to) {
        return path.startsWith(from)
                ? new RelativePath(
                        to.latin1() + path.latin1().substring(from.latin1().length()))
                : path;
    }

    boolean contains(RelativePath path) {
        return all.contains(path);
    }

    int size() {
        return all.size();
    }

    int count(Kind kind) {
        return byKind.get(kind).size();
    }

    /** Returns any entry of this type, never the root; empty where there is none. */
    Optional<RelativePath> pick(Kind kind, Random random) {
        List<RelativePath> paths = byKind.get(kind);
        return paths.isEmpty() ? Optional.empty() : Optional.of(paths.get(random.nextInt(paths.size())));
    }

    /** The entry and all below it, each directory after its entries. */
    List<RelativePath> deepestFirst(RelativePath path) {
        return all.stream()
                .filter(each -> each.startsWith(path))
                .sorted(Comparator.comparingInt(Population::depth).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** The number of levels from this entry to the deepest one: 1 for a file or an empty directory. */
    int height(RelativePath path) {
        return depth(deepestFirst(path).get(0)) - depth(path) + 1;
    }

    /** The number of components; 0 for the root. */
    static int depth(RelativePath path) {
        return path.isRoot()
                ? 0
                : 1 + (int) path.latin1().chars().filter(c -> c == '/').count();
    }
}
