package dev.caravan.walk;

import dev.caravan.change.Entry;
import dev.caravan.change.Exclusions;
import dev.caravan.change.RelativePath;
import dev.caravan.change.Roots;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The names in one directory, of the source and of the target, without what is excluded. */
final class Listing {
    private final Roots roots;
    private final Exclusions exclusions;

    Listing(Roots roots, Exclusions exclusions) {
        this.roots = roots;
        this.exclusions = exclusions;
    }

    /**
     * Lists.
     *
     * @return in the order of their bytes; empty where the source has no such directory any more
     * @throws IOException if one side could not be listed to its end: then it is not known what is missing
     */
    Optional<List<RelativePath>> of(RelativePath directory) throws IOException {
        if (!isDirectory(roots.source(), directory)) {
            return Optional.empty();
        }
        Set<RelativePath> entries = new TreeSet<>();
        add(entries, directory, roots.source());
        if (isDirectory(roots.target(), directory)) {
            add(entries, directory, roots.target());
        }
        return Optional.of(List.copyOf(entries));
    }

    private static boolean isDirectory(Path root, RelativePath directory) throws IOException {
        return Entry.read(directory.under(root)).map(Entry::isDirectory).orElse(false);
    }

    private void add(Set<RelativePath> entries, RelativePath directory, Path root) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory.under(root))) {
            for (Path listed : stream) {
                RelativePath entry = directory.child(listed);
                if (!exclusions.match(entry)) {
                    entries.add(entry);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }
}
