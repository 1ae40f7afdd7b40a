package dev.caravan.copy;

import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.util.Optional;

/**
 * The directories of the entry that came last, open for the next one: entries mostly come a directory at a time, and behind a network
 * each directory above them is a round trip on both sides. One thread, which closes each {@link Place} before it opens the next.
 *
 * <p>They are opened anew after a second, and after an error: somebody may have moved them. Whoever moves one has it looked at, and
 * all that is in it walked, as where it is moved between the opening and the rename of one entry.
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

    /** As {@link Parents#open}; closing the place leaves its directories open. */
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
