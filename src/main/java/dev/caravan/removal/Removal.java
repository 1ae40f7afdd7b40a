package dev.caravan.removal;

import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** How an entry that the source has no longer is removed from the target, with everything below it. Thread-safe. */
public interface Removal {
    /**
     * Removes the entry; returns when there is none any more, also where another process removes it at the same time.
     *
     * @param folder the directory that holds it
     * @param name its present name in that directory
     * @param path its proper path, which it has or had
     * @return the folder below which it is now at that path; empty where it was deleted, or somebody else took it
     */
    Optional<Path> remove(Folder folder, String name, RelativePath path) throws IOException;
}
