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
 * Unlocks directories of the target whose mode forbids their owner to write, such as {@code r-xr-xr-x}, while something
 * is done in them. Only a Caravan that is not root needs this: it gave them the source's modes. Several threads may use
 * a directory at a time; after the last one it gets its mode back. If the process ends before that, the next comparison
 * finds the wrong mode. Thread-safe.
 */
final class LockedDirectories {
    private static final Logger LOG = LoggerFactory.getLogger(LockedDirectories.class);

    /** The owner's rights to write in a directory and to enter it. */
    private static final int USE = 0300;

    private static final int ALL_OF_OWNER = 0700;

    private final Path root;
    private final Posix posix;
    private final Map<RelativePath, Unlocked> unlocked = new HashMap<>();

    /**
     * A directory that is unlocked now.
     *
     * @param users threads that use it
     * @param mode the mode that it had
     */
    private record Unlocked(int users, int mode) {}

    LockedDirectories(Path root, Posix posix) {
        this.root = root;
        this.posix = posix;
    }

    /** The directories that are unlocked for one caller, until it closes this. */
    final class Lease implements AutoCloseable {
        private final List<RelativePath> directories = new ArrayList<>();

        /** True where a directory was locked, which may be why access was denied. */
        boolean hasAny() {
            return !directories.isEmpty();
        }

        @Override
        public void close() {
            Collections.reverse(directories);
            directories.forEach(LockedDirectories.this::leave);
        }
    }

    /**
     * Unlocks the directories above the path, and the path's own entry where it is a directory. The caller closes
     * the lease.
     */
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
            // The directory is not made yet, or the entry is no directory.
        } catch (IOException e) {
            // The directory belongs to another user and cannot be unlocked.
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
            // Another thread may have given the directory a new mode meanwhile.
            if (now == (known.mode | ALL_OF_OWNER)) {
                posix.setMode(folder.self(), known.mode);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // The directory was removed, for which it had been unlocked.
        } catch (IOException e) {
            LOG.warn("{}: could not get its mode back, until it is compared again: {}", directory, e.getMessage());
        }
    }
}
