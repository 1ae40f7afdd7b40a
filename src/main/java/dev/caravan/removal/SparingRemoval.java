package dev.caravan.removal;

import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A removal that spares excluded entries: a directory that holds one stays with it, and everything else in the
 * directory is removed. That counts as a failure of the directory, since a person has to decide about it. Thread-safe.
 */
public final class SparingRemoval implements Removal {
    private final Removal removal;
    private final Posix posix;
    private final Exclusions exclusions;

    public SparingRemoval(Removal removal, Posix posix, Exclusions exclusions) {
        this.removal = removal;
        this.posix = posix;
        this.exclusions = exclusions;
    }

    @Override
    public Optional<Path> remove(Folder folder, String name, RelativePath path) throws IOException {
        if (exclusions.areNone() || !isDirectory(folder.entry(name))) {
            return removal.remove(folder, name, path);
        }
        try (Folder directory = folder.open(name)) {
            if (holdsExcluded(directory, path)) {
                removeOthers(directory, path);
                throw new IOException(
                        path + ": is not on the source, and stays on the target since it holds what is excluded;"
                                + " all else in it was removed: remove it by hand, or exclude it");
            }
        }
        return removal.remove(folder, name, path);
    }

    private boolean isDirectory(Path entry) throws IOException {
        return posix.look(entry).map(Entry::isDirectory).orElse(false);
    }

    private boolean holdsExcluded(Folder directory, RelativePath path) throws IOException {
        for (String name : directory.names()) {
            if (exclusions.match(path.child(name))) {
                return true;
            }
            if (isDirectory(directory.entry(name))) {
                try (Folder below = directory.open(name)) {
                    if (holdsExcluded(below, path.child(name))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private void removeOthers(Folder directory, RelativePath path) throws IOException {
        for (String name : directory.names()) {
            RelativePath child = path.child(name);
            if (exclusions.match(child)) {
                continue;
            }
            if (isDirectory(directory.entry(name))) {
                try (Folder below = directory.open(name)) {
                    if (holdsExcluded(below, child)) {
                        removeOthers(below, child);
                        continue;
                    }
                }
            }
            removal.remove(directory, name, child);
        }
    }
}
