package dev.caravan.removal;

import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** What becomes of an entry of the target that has to go, with everything below it. */
public interface Removal {
    /**
     * Returns when no entry stands there any more.
     *
     * @param folder that holds it
     * @param name under which it stands there now
     * @param path which one it is, or was
     * @return the folder in which it stands at this path now; empty where it is no more
     */
    Optional<Path> remove(Folder folder, String name, RelativePath path) throws IOException;
}
