package dev.caravan.trees;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.caravan.entry.Entry;
import dev.caravan.entry.Folding;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides to which name of the source an entry of a case-insensitive or normalising target belongs. The target takes
 * several names, such as {@code README} and {@code readme}, for one; the first in byte order owns it. Where the target
 * keeps all names apart, nothing is looked up. Thread-safe.
 */
public final class FoldedNames {
    private static final int MAX_NAMES = 2_000_000;

    private final Trees trees;
    private final Cache<RelativePath, Names> known = Caffeine.newBuilder()
            .maximumWeight(MAX_NAMES)
            .weigher((RelativePath directory, Names names) -> 1 + names.ofKey.size())
            .build();

    /** The names in a directory of the source by their folded keys, and the directory's state when they were read. */
    private record Names(Entry directory, Map<String, List<String>> ofKey) {}

    /** Who owns the target's entry at a path. */
    public enum Owner {
        /** The path's own name, or there is no entry. */
        ITSELF,
        /** Another name of the source. */
        ANOTHER,
        /** There is no entry, and another name may have to be copied first. */
        UNDECIDED
    }

    public FoldedNames(Trees trees) {
        this.trees = trees;
    }

    /** True where the target folds names at all; false for most targets. */
    public boolean areAny() {
        return trees.limits().folding().isAny();
    }

    /** Returns the owner of the target's entry at this path, or of a directory above it that another name owns. */
    public Owner owner(RelativePath path) throws IOException {
        if (!areAny() || path.isRoot()) {
            return Owner.ITSELF;
        }
        Owner above = owner(path.parent());
        return above == Owner.ITSELF ? ownerInDirectory(path) : above;
    }

    private Owner ownerInDirectory(RelativePath path) throws IOException {
        List<String> ofKey = likeIt(path);
        if (ofKey.isEmpty() || ofKey.get(0).equals(path.name())) {
            return Owner.ITSELF;
        }
        String owner = ofKey.get(0);
        boolean isOnSource = ofKey.contains(path.name());
        try (Folder target = trees.posix().open(trees.roots().target(), path.parent())) {
            Optional<Entry> theirs = trees.posix().look(target.entry(owner));
            Optional<Entry> ours = trees.posix().look(target.entry(path.name()));
            if (theirs.isEmpty()) {
                return isOnSource ? Owner.UNDECIDED : Owner.ITSELF;
            }
            return ours.isPresent() && ours.get().inode() == theirs.get().inode() ? Owner.ANOTHER : Owner.ITSELF;
        } catch (NoSuchFileException | NotDirectoryException e) {
            return isOnSource ? Owner.UNDECIDED : Owner.ITSELF;
        }
    }

    /** The source's other names in the same directory that the target may take for this one. */
    public List<RelativePath> others(RelativePath path) throws IOException {
        if (!areAny() || path.isRoot()) {
            return List.of();
        }
        return likeIt(path).stream()
                .filter(name -> !name.equals(path.name()))
                .map(path.parent()::child)
                .toList();
    }

    /** The source's names that fold to the same key, this one among them where the source has it. */
    private List<String> likeIt(RelativePath path) throws IOException {
        String key = trees.limits().folding().key(path.name());
        return names(path.parent())
                .map(names -> names.ofKey.getOrDefault(key, List.of()))
                .orElse(List.of());
    }

    /** The source directory's names; empty where there is no such directory. */
    private Optional<Names> names(RelativePath directory) throws IOException {
        Optional<Entry> now = trees.posix().look(directory.under(trees.roots().source()));
        Names names = known.getIfPresent(directory);
        if (now.isPresent() && names != null && now.get().isUnchangedSince(names.directory)) {
            return Optional.of(names);
        }
        Optional<List<String>> listed = list(directory);
        if (now.isEmpty() || listed.isEmpty()) {
            return Optional.empty();
        }
        Folding folding = trees.limits().folding();
        Map<String, List<String>> ofKey = new HashMap<>();
        for (String name : listed.get()) {
            ofKey.computeIfAbsent(folding.key(name), key -> new ArrayList<>(1)).add(name);
        }
        Names found = new Names(now.get(), ofKey);
        known.put(directory, found);
        return Optional.of(found);
    }

    /** The directory's names, sorted. */
    private Optional<List<String>> list(RelativePath directory) throws IOException {
        try (Folder folder = trees.posix().open(trees.roots().source(), directory)) {
            List<String> names = folder.names();
            Collections.sort(names);
            return Optional.of(names);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        }
    }
}
