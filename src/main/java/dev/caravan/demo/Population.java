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

/** What the generator knows to be in its tree, in an order that depends on nothing but what was done; one thread. */
final class Population {
    /** What an entry is. */
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

    /** Takes out the entry and all below it. */
    void remove(RelativePath path) {
        byKind.values().forEach(paths -> paths.removeIf(each -> each.startsWith(path)));
        all.removeIf(each -> each.startsWith(path));
    }

    /** Gives the entry and all below it their new paths; what was at {@code to} is gone. */
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

    /** Any of these; empty where there are none. The root is never among them. */
    Optional<RelativePath> pick(Kind kind, Random random) {
        List<RelativePath> paths = byKind.get(kind);
        return paths.isEmpty() ? Optional.empty() : Optional.of(paths.get(random.nextInt(paths.size())));
    }

    /** The entry and all below it, what a directory holds before the directory. */
    List<RelativePath> deepestFirst(RelativePath path) {
        return all.stream()
                .filter(each -> each.startsWith(path))
                .sorted(Comparator.comparingInt(Population::depth).reversed().thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** Levels of the deepest entry, this one counted: 1 for a file or an empty directory. */
    int height(RelativePath path) {
        return depth(deepestFirst(path).get(0)) - depth(path) + 1;
    }

    /** 0 for the root. */
    static int depth(RelativePath path) {
        return path.isRoot()
                ? 0
                : 1 + (int) path.latin1().chars().filter(c -> c == '/').count();
    }
}
