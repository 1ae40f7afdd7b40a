package dev.caravan.copy;

import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.util.Optional;

/**
 * Keeps the parent directories of the last entry open for the next one. Entries mostly come directory by directory, and
 * on a network file system each directory above them is a round trip on both sides. Single-threaded: each {@link Place}
 * is closed before the next one is opened.
 *
 * <p>The directories are opened anew after a second and after an error, since somebody may have renamed them. If one is
 * renamed within that second, the rename has it looked at and everything below it walked, as where it is renamed while
 * a single entry is being copied.
 */
final class OpenParents implements AutoCloseable {
    private static final long LONGEST_NANOS = 1_000_000_000;

    private final Parents parents;
    private RelativePath directory;
    private Parents.Pair open;
    private long openedAt;

    OpenParents(Parents parents) {
        this.parents = parents;
    }

    /** As {@link Parents#open}, but closing the place leaves the directories open. */
    Optional<Place> open(RelativePath path) throws IOException {
        RelativePath parent = path.parent();
        boolean isOpen = open != null && parent.equals(directory) && System.nanoTime() - openedAt < LONGEST_NANOS;
        if (!isOpen) {
            close();
            openedAt = System.nanoTime();
            Optional<Parents.Pair> found = parents.openBoth(parent);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            directory = parent;
            open = found.get();
        }
        return Optional.of(parents.place(path, open.shared()));
    }

    @Override
    public void close() {
        Parents.Pair last = open;
        open = null;
        if (last != null) {
            last.close();
        }
    }
}
