package dev.caravan.copy;

import dev.caravan.entry.Entry;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Errno;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Posix;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Directories of the target in which their own user may not write, who is not root but made them so, as the source's are. They are
 * unlocked while something is done in them, by as many as do something, and get their modes back after the last. Whatever ends the
 * process before that, the next comparison finds the mode. Any thread.
 */
final class LockedDirectories {
    private static final Logger LOG = LoggerFactory.getLogger(LockedDirectories.class);

    /** Of the owner: to write, and to enter. */
    private static final int USE = 0300;

    private static final int ALL_OF_OWNER = 0700;

    private final Path root;
    private final Posix posix;
    private final Map<RelativePath, Unlocked> unlocked = new HashMap<>();

    /** How often a directory is in use, and the mode that it had. */
    private record Unlocked(int users, int mode) {}

    LockedDirectories(Path root, Posix posix) {
        this.root = root;
        this.posix = posix;
    }

    /** What was unlocked for somebody. */
    final class Lease implements AutoCloseable {
        private final List<RelativePath> directories = new ArrayList<>();

        /** True where a lock was what was in the way, or may have been. */
        boolean hasAny() {
            return !directories.isEmpty();
        }

        @Override
        public void close() {
            Collections.reverse(directories);
            directories.forEach(LockedDirectories.this::leave);
        }
    }

    /** Unlocks those above the path, and what stands there itself if it is one; to be closed. */
    Lease unlock(RelativePath path) throws IOException {
        Lease lease = new Lease();
        try {
            String latin1 = path.latin1();
            enter(RelativePath.ROOT, lease);
            for (int slash = latin1.indexOf('/'); slash > 0; slash = latin1.indexOf('/', slash + 1)) {
                enter(new RelativePath(latin1.substring(0, slash)), lease);
            }
            if (!path.isRoot()) {
                enter(path, lease);
            }
            return lease;
        } catch (IOException | RuntimeException e) {
            lease.close();
            throw e;
        }
    }

    private synchronized void enter(RelativePath directory, Lease lease) throws IOException {
        Unlocked known = unlocked.get(directory);
        if (known != null) {
            unlocked.put(directory, new Unlocked(known.users + 1, known.mode));
            lease.directories.add(directory);
            return;
        }
        try (Folder folder = posix.open(root, directory)) {
            int mode = posix.look(folder.self()).map(Entry::mode).orElse(USE);
            if ((mode & USE) != USE) {
                posix.setMode(folder.self(), mode | ALL_OF_OWNER);
                unlocked.put(directory, new Unlocked(1, mode));
                lease.directories.add(directory);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // It is still to be made, or is none.
        } catch (IOException e) {
            // Another user's: this one has nothing to unlock.
            if (!Errno.EPERM.is(e)) {
                throw e;
            }
        }
    }

    private synchronized void leave(RelativePath directory) {
        Unlocked known = unlocked.remove(directory);
        if (known.users > 1) {
            unlocked.put(directory, new Unlocked(known.users - 1, known.mode));
            return;
        }
        try (Folder folder = posix.open(root, directory)) {
            int now = posix.look(folder.self()).map(Entry::mode).orElse(known.mode);
            // Somebody may have given it its new mode meanwhile.
            if (now == (known.mode | ALL_OF_OWNER)) {
                posix.setMode(folder.self(), known.mode);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // It went, which is what it was unlocked for.
        } catch (IOException e) {
            LOG.warn("{}: could not get its mode back, until it is compared again: {}", directory, e.getMessage());
        }
    }
}
