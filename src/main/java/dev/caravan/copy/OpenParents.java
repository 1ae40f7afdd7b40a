package dev.caravan.copy;

import dev.caravan.entry.RelativePath;
import java.io.IOException;
import java.util.Optional;

/**
 * Keeps the parent directories of the last entry open for the next ones. Entries mostly come directory by directory, and
 * on a network file system each directory above them is a round trip on both sides. Thread-safe: several threads may be
 * at entries of one directory.
 *
 * <p>The directories are opened anew after a second and after an error, since somebody may have renamed them. If one is
 * renamed within that second, the rename has it looked at and everything below it walked, as where it is renamed while
 * a single entry is being copied.
 */
final class OpenParents implements AutoCloseable {
    private static final long LONGEST_NANOS = 1_000_000_000;

    private final Parents parents;

    // Guarded by this.
    private Lent last;

    OpenParents(Parents parents) {
        this.parents = parents;
    }

    /** Open directories, closed when they are neither the last ones any more nor used for an entry. */
    private static final class Lent {
        final RelativePath directory;
        final Parents.Pair open;
        final long openedAt;
        private int users = 1;

        Lent(RelativePath directory, Parents.Pair open, long openedAt) {
            this.directory = directory;
            this.open = open;
            this.openedAt = openedAt;
        }

        synchronized Parents.Pair lend() {
            users++;
            return open.lent(this::end);
        }

        synchronized void end() {
            users--;
            if (users == 0) {
                open.close();
            }
        }
    }

    /** As {@link Parents#open}, but closing the place leaves the directories open. */
    Optional<Place> open(RelativePath path) throws IOException {
        return directories(path.parent()).map(pair -> parents.place(path, pair));
    }

    private synchronized Optional<Parents.Pair> directories(RelativePath directory) throws IOException {
        boolean isOpen =
                last != null && directory.equals(last.directory) && System.nanoTime() - last.openedAt < LONGEST_NANOS;
        if (!isOpen) {
            close();
            long now = System.nanoTime();
            Optional<Parents.Pair> found = parents.openBoth(directory);
            if (found.isEmpty()) {
                return Optional.empty();
            }
            last = new Lent(directory, found.get(), now);
        }
        return Optional.of(last.lend());
    }

    @Override
    public synchronized void close() {
        if (last != null) {
            last.end();
            last = null;
        }
    }
}
