package dev.caravan.walk;

import dev.caravan.entry.Entry;
import dev.caravan.entry.Exclusions;
import dev.caravan.entry.RelativePath;
import dev.caravan.posix.Folder;
import dev.caravan.posix.Posix;
import dev.caravan.trees.Belonging;
import dev.caravan.trees.LostRootException;
import dev.caravan.trees.Roots;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Lists directories of the source and the target together, without excluded names. Thread-safe. Only four directories
 * with more than 5 000 names are in memory at a time, and one with more than 100 000: a thread that comes to another
 * one waits.
 */
final class Listing {
    private static final int MANY = 5_000;
    private static final int VERY_MANY = 100_000;

    private final Roots roots;
    private final Posix posix;
    private final Exclusions exclusions;
    private final Semaphore many = new Semaphore(4);
    private final Semaphore veryMany = new Semaphore(1);

    Listing(Roots roots, Posix posix, Exclusions exclusions) {
        this.roots = roots;
        this.posix = posix;
        this.exclusions = exclusions;
    }

    /**
     * Lists a directory. The source comes first, so that an entry that is copied meanwhile does not look as if only the
     * target had it.
     *
     * @param onTarget false where the target's directory is still empty
     * @return the names, to be closed by the caller; empty where the source has no such directory any more
     * @throws IOException if one side could not be listed to its end: it is then unknown which entries are missing
     */
    Optional<SortedNames> of(RelativePath directory, boolean onTarget) throws IOException, InterruptedException {
        Lease lease = new Lease();
        try {
            Optional<Names> source = names(roots.source(), directory, lease);
            if (source.isEmpty()) {
                return Optional.empty();
            }
            List<String> target = onTarget
                    ? names(roots.target(), directory, lease).map(Names::all).orElse(List.of())
                    : List.of();
            Lease held = lease;
            lease = null;
            return Optional.of(
                    new SortedNames(directory, source.get().directories, source.get().others, target, held::end));
        } finally {
            if (lease != null) {
                lease.end();
            }
        }
    }

    private Optional<Names> names(Path root, RelativePath directory, Lease lease)
            throws IOException, InterruptedException {
        try (Folder folder = posix.open(root, directory)) {
            if (root.equals(roots.source())) {
                checkOnSource(directory, folder);
            }
            Names names = new Names(new ArrayList<>(), new ArrayList<>());
            folder.<InterruptedException>list((name, mayBeDirectory) -> {
                if (!exclusions.match(directory.child(name))) {
                    (mayBeDirectory ? names.directories : names.others).add(name);
                    lease.count();
                }
            });
            Collections.sort(names.directories);
            Collections.sort(names.others);
            return Optional.of(names);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return Optional.empty();
        }
    }

    /** One side's names, each list sorted: of what is or may be a directory, and of all others. */
    private record Names(List<String> directories, List<String> others) {
        List<String> all() {
            if (directories.isEmpty()) {
                return others;
            }
            // Two sorted runs, which this sort merges.
            directories.addAll(others);
            Collections.sort(directories);
            return directories;
        }
    }

    /**
     * Checks the file system: an unmounted source shows the directory below its mount point, which
     * may have entries too.
     */
    private void checkOnSource(RelativePath directory, Folder folder) throws IOException {
        Optional<Entry> self = posix.look(folder.self());
        if (self.isPresent() && roots.belonging(directory, self.get()) == Belonging.UNKNOWN) {
            throw new LostRootException("directory " + directory + ": is not on the source's file system");
        }
    }

    /** The right to hold many names. A large directory first gets the right to be long, so none waits in a circle. */
    private final class Lease {
        private int names;
        private boolean isLong;
        private boolean isLarge;

        void count() throws InterruptedException {
            names++;
            if (names > MANY && !isLong) {
                many.acquire();
                isLong = true;
            }
            if (names > VERY_MANY && !isLarge) {
                veryMany.acquire();
                isLarge = true;
            }
        }

        void end() {
            if (isLarge) {
                isLarge = false;
                veryMany.release();
            }
            if (isLong) {
                isLong = false;
                many.release();
            }
        }
    }
}
